/** The dispatcher's desk: transfers, one case, the centre's units. */

import "./page.js";
import { each, since, span } from "../clock.js";
import { resume, send } from "../commands.js";
import { CommandLine } from "../components/command-line.js";
import { FleetBoard } from "../components/fleet-board.js";
import { TransferAnswer } from "../components/transfer-answer.js";
import { TransferList } from "../components/transfer-list.js";
import { UnitBoard } from "../components/unit-board.js";
import { one, write } from "../dom.js";
import { hear } from "../heard.js";
import { bind, show } from "../keys.js";
import { bindMap } from "../map/in-room.js";
import { alarm, once } from "../sound.js";
import { say } from "../words.js";
import { watch } from "./board.js";
import { Stand } from "./stand.js";
import { registerUnitVerbs } from "./verbs.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */
/** @typedef {import("../types.js").UnitCard} UnitCard */

const room = one(document, "main", HTMLElement);
const transfers = one(room, "transfer-list", TransferList);
const fleet = one(room, "fleet-board", FleetBoard);
const line = one(room, "command-line", CommandLine);
const stand = new Stand(one(room, "#case-stand", HTMLElement), room.dataset.console ?? "/desk/");
const topics = (room.dataset.topics ?? "").split(" ").filter(Boolean);
const centre = room.dataset.ownCentre ?? "";

const map = bindMap(room, stand);

/** @type {CaseCard[]} */
let cases = [];
/** @type {UnitCard[]} */
let units = [];
/** @type {Map<string, number>} */
let unitVersions = new Map();

/** @type {Map<string, number>} */
let heardOf = new Map();

function figures() {
  const oldest = transfers.unanswered[0];
  write(document.getElementById("figure-waiting"), String(transfers.unanswered.length));
  write(
    document.getElementById("figure-oldest"),
    oldest?.due_at ? span(-since(oldest.due_at)) : "–",
  );
}

/** The units beside the open case, where one is open. */
function ranking() {
  const board = room.querySelector("unit-board");
  return board instanceof UnitBoard ? board : null;
}

function focusUnits() {
  ranking()?.list.focusFirst();
}

/**
 * The cases judged anew that this centre has not said it saw.
 *
 * @param {CaseCard[]} cards
 */
function unseen(cards) {
  return cards.filter((card) => card.changed?.waiting.includes(centre));
}

/** Open the oldest transfer; on an open one that waits, accept it; else what was judged anew. */
function answerNext() {
  const bar = room.querySelector("transfer-answer");
  if (bar instanceof TransferAnswer && bar.waiting) {
    bar.accept();
    return;
  }
  const next = transfers.unanswered[0];
  const changed = unseen(cases)[0];
  if (!next && changed) {
    stand.open(changed.id, { focus: true });
  } else if (next) {
    stand.open(next.id).then(() => {
      const accept = room.querySelector("transfer-answer [data-accept]");
      if (accept instanceof HTMLElement) {
        accept.focus();
      }
    });
  }
}

watch(topics, (board) => {
  cases = board.cases.filter((card) => card.stage !== "closed");
  transfers.show(cases, centre);
  map.show(cases, board.positions);
  figures();
  const changed = unseen(cases);
  alarm(transfers.unanswered.length > 0 || changed.some((card) => card.changed?.raised));
  heardOf = once(
    changed.filter((card) => !card.changed?.raised),
    heardOf,
  );
  const open = board.cases.find((card) => card.id === stand.pane?.caseId);
  if (open) {
    stand.pane?.learn(open.version);
  }
  units = board.units;
  hear(board.positions);
  ranking()?.refresh();
  fleet.show(units, cases);
  line.refresh();
  if (board.units.some((unit) => (unitVersions.get(unit.id) ?? 0) < unit.version)) {
    stand.pane?.refresh();
  }
  unitVersions = new Map(board.units.map((unit) => [unit.id, unit.version]));
});

transfers.choose = (/** @type {CaseCard} */ card) => stand.open(card.id, { focus: true });
stand.onOpen = (/** @type {string} */ id) => transfers.mark(id);
fleet.choose = (/** @type {UnitCard} */ unit) => {
  if (unit.case && cases.some((card) => card.id === unit.case)) {
    stand.open(unit.case, { focus: true });
  } else {
    line.enter(`${say("verb.assign_word")} ${unit.callsign} `);
  }
};
fleet.setStatus = async (/** @type {UnitCard} */ unit, /** @type {string} */ status) => {
  const answer = await send(`/dispatch/units/${unit.id}/status/`, { status });
  return answer.ok ? "" : (answer.body.message ?? say("error.refused"));
};
transfers.mark(stand.pane?.caseId ?? "");
document.addEventListener("cae:accepted", focusUnits);
each(figures);

bind("F2", "group.calls", "key.accept", answerNext);
stand.bindKeys();
bind("F8", "group.case", "key.units", focusUnits);
show("1 2 3 4 5", "group.case", "key.statuses");
show("0", "group.case", "key.out_of_service");
registerUnitVerbs(line, stand, {
  cards: () => cases,
  units: () => units,
  ranked: () => ranking()?.ranked.map((row) => row.id) ?? [],
});
stand.registerVerbs(line, () => cases);
resume();
