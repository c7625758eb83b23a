/** The operator's console: the queue, the open cases, one case, the command line. */

import "./page.js";
import { each, since, span } from "../clock.js";
import { resume, send } from "../commands.js";
import { CallQueue } from "../components/call-queue.js";
import { CallbackList } from "../components/callback-list.js";
import { CaseList } from "../components/case-list.js";
import { CommandLine } from "../components/command-line.js";
import { all, one, write } from "../dom.js";
import { bind } from "../keys.js";
import { bindMap } from "../map/in-room.js";
import { alarm, emergency, once, ring } from "../sound.js";
import { say } from "../words.js";
import { watch } from "./board.js";
import { Stand } from "./stand.js";
import { bindUntidy, keepStill } from "./untidy.js";

/** @typedef {import("../types.js").CallCard} CallCard */
/** @typedef {import("../types.js").CaseCard} CaseCard */
/** @typedef {import("../commands.js").Answer} Answer */

const room = one(document, "main", HTMLElement);
const queue = one(room, "call-queue", CallQueue);
const list = one(room, "case-list", CaseList);
const callbacks = one(room, "callback-list", CallbackList);
const stand = new Stand(one(room, "#case-stand", HTMLElement), room.dataset.console ?? "/console/");
const topics = (room.dataset.topics ?? "").split(" ").filter(Boolean);

const map = bindMap(room, stand);
const me = document.documentElement.dataset.user ?? "";
const TALKING = new Set(["intake", "triage", "instructions"]);

/** @type {CaseCard[]} */
let cases = [];
/** @type {Set<string>} */
const answering = new Set();
/** @type {Set<string>} */
let known = new Set();
let announced = 0;
let isAnswering = false;
/** @type {Map<string, number>} */
let heardOf = new Map();

/** @param {string} text */
function tell(text) {
  write(document.getElementById("polite"), text);
}

/**
 * Answer a call; whoever's hand asked has to be there when it is, so the page takes it along.
 *
 * @param {string} which an id, or "next"
 */
function ask(which) {
  const onWaiting = () => tell(say("error.unreachable"));
  return send(`/calls/${which}/answer/`, {}, { onWaiting, kept: false });
}

/**
 * Answer one call at a time: the same hand asking again before its case stands here is hasty.
 *
 * @param {() => Promise<Answer>} asked
 */
async function answerBy(asked) {
  if (isAnswering) {
    return;
  }
  isAnswering = true;
  try {
    const result = await asked();
    if (result.ok) {
      await stand.open(result.body.case, { focus: true });
    } else {
      tell(result.body.message ?? say("queue.taken"));
    }
  } finally {
    isAnswering = false;
  }
}

/** @param {CallCard} call */
async function answer(call) {
  await answerBy(async () => {
    answering.add(call.id);
    return ask(call.id).finally(() => answering.delete(call.id));
  });
}

/** Let the server choose whom to answer; the first in sight where it cannot. */
async function answerNext() {
  const first = queue.first;
  if (first) {
    await answerBy(async () => {
      const result = await ask("next");
      return result.status === 404 ? ask(first.id) : result;
    });
  }
}

/**
 * Open who is owed a call back; whoever works on it first takes it.
 *
 * @param {CaseCard} card
 */
async function callBack(card) {
  if (!card.holder) {
    await send(`/cases/${card.id}/take-over/`, { reason: "" });
  }
  await stand.open(card.id, { focus: true });
}

async function openByHand() {
  const dialog = one(room, "dialog.by-hand", HTMLDialogElement);
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener(
    "close",
    async () => {
      if (!dialog.returnValue) {
        return;
      }
      const result = await send("/cases/open/", { channel: dialog.returnValue });
      if (result.ok) {
        await stand.open(result.body.case, { focus: true });
      }
    },
    { once: true },
  );
}

function figures() {
  write(document.getElementById("figure-waiting"), String(queue.size));
  const first = queue.oldest;
  write(document.getElementById("figure-oldest"), first ? span(since(first.received_at)) : "–");
  write(document.getElementById("figure-open"), String(cases.length));
  document.body.toggleAttribute("data-ringing", first !== null);
}

/** Whether somebody is on the line: one's own case before its transfer. */
function isTalking() {
  const open = cases.find((card) => card.id === stand.pane?.caseId);
  return open?.holder === me && TALKING.has(open.stage);
}

/**
 * What must not wait in one's own cases: help that does not come, an emergency that is new.
 *
 * @param {CaseCard[]} cards
 */
function soundFor(cards) {
  const mine = cards.filter((card) => card.holder === me);
  const waits = (/** @type {CaseCard} */ card) =>
    !card.offers?.accepted && (card.severity === "P0" || (card.offers?.expired ?? 0) > 0);
  alarm(mine.some(waits), isTalking);
  const urgent = mine.filter((card) => card.severity === "P1");
  if (urgent.some((card) => !known.has(card.id))) {
    emergency();
  }
  known = new Set(urgent.map((card) => card.id));
  heardOf = once(
    mine.filter((card) => card.changed?.waiting.includes("holder")),
    heardOf,
  );
}

/** @param {number} waiting */
function announce(waiting) {
  const late = performance.now() - announced > 5000;
  if (late && waiting > 0) {
    announced = performance.now();
    tell(say("queue.waiting", { count: waiting }));
  }
}

watch(topics, (board) => {
  const calls = board.calls.filter((call) => call.state === "ringing" && !answering.has(call.id));
  const grew = calls.length > queue.size;
  cases = board.cases.filter((card) => card.stage !== "closed");
  queue.show(calls);
  list.show(cases);
  callbacks.show(cases);
  map.show(cases, board.positions);
  write(room.querySelector(".callbacks .count"), String(callbacks.size));
  write(room.querySelector(".open-cases .count"), String(cases.length));
  figures();
  soundFor(cases);
  // A call rings for whoever is free to take it.
  ring(calls.length > 0 && !isTalking());
  if (grew) {
    announce(calls.length);
  }
  const open = board.cases.find((card) => card.id === stand.pane?.caseId);
  if (open) {
    stand.pane?.learn(open.version);
  }
});

queue.answer = answer;
list.choose = (/** @type {CaseCard} */ card) => stand.open(card.id, { focus: true });
stand.cardOf = (/** @type {string} */ id) => cases.find((card) => card.id === id);
stand.onOpen = (/** @type {string} */ id) => list.list.mark(id);
list.list.mark(stand.pane?.caseId ?? "");
each(figures);
each(() => queue.again());

callbacks.choose = callBack;
keepStill(one(room, ".left", HTMLElement));

bind("F2", "group.calls", "key.answer", answerNext);
bindUntidy(stand, { answerNext, callBack: () => callbacks.list.focusFirst() });
stand.bindKeys();
bind("F8", "group.stages", "key.transfer", () => stand.pane?.open("transfer", { focus: true }));
stand.registerVerbs(one(room, "command-line", CommandLine), () => cases);
for (const button of all(room, "[data-command=open-by-hand]")) {
  button.addEventListener("click", openByHand);
}
resume();
