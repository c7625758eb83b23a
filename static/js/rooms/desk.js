/** The dispatcher's desk: transfers, one case, the centre's units. */

import "./page.js";
import { each, since, span } from "../clock.js";
import { resume } from "../commands.js";
import { CommandLine } from "../components/command-line.js";
import { TransferAnswer } from "../components/transfer-answer.js";
import { TransferList } from "../components/transfer-list.js";
import { UnitBoard } from "../components/unit-board.js";
import { one, write } from "../dom.js";
import { bind } from "../keys.js";
import { alarm } from "../sound.js";
import { watch } from "./board.js";
import { Stand } from "./stand.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */

const room = one(document, "main", HTMLElement);
const transfers = one(room, "transfer-list", TransferList);
const stand = new Stand(one(room, "#case-stand", HTMLElement), room.dataset.console ?? "/desk/");
const topics = (room.dataset.topics ?? "").split(" ").filter(Boolean);
const centre = room.dataset.ownCentre ?? "";

/** @type {CaseCard[]} */
let cases = [];
/** @type {Map<string, number>} */
let unitVersions = new Map();

function figures() {
  const oldest = transfers.unanswered[0];
  write(document.getElementById("figure-waiting"), String(transfers.unanswered.length));
  write(
    document.getElementById("figure-oldest"),
    oldest?.due_at ? span(-since(oldest.due_at)) : "–",
  );
}

function focusUnits() {
  const board = room.querySelector("unit-board");
  if (board instanceof UnitBoard) {
    board.list.focusFirst();
  }
}

/** Open the oldest transfer; on an open one that waits, accept it. */
function answerNext() {
  const bar = room.querySelector("transfer-answer");
  if (bar instanceof TransferAnswer && bar.waiting) {
    bar.accept();
    return;
  }
  const next = transfers.unanswered[0];
  if (next) {
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
  figures();
  alarm(transfers.unanswered.length > 0);
  const open = board.cases.find((card) => card.id === stand.pane?.caseId);
  if (open) {
    stand.pane?.learn(open.version);
  }
  if (board.units.some((unit) => (unitVersions.get(unit.id) ?? 0) < unit.version)) {
    stand.pane?.refresh();
  }
  unitVersions = new Map(board.units.map((unit) => [unit.id, unit.version]));
});

transfers.choose = (/** @type {CaseCard} */ card) => stand.open(card.id, { focus: true });
stand.onOpen = (/** @type {string} */ id) => transfers.mark(id);
transfers.mark(stand.pane?.caseId ?? "");
document.addEventListener("cae:accepted", focusUnits);
each(figures);

bind("F2", "group.calls", "key.accept", answerNext);
stand.bindKeys();
bind("F8", "group.case", "key.units", focusUnits);
stand.registerVerbs(one(room, "command-line", CommandLine), () => cases);
resume();
