/** The keys of the untidy calls: silence, the same incident, where help is, who is owed a call. */

import { CaseSide } from "../components/case-side.js";
import { SameIncident } from "../components/same-incident.js";
import { all } from "../dom.js";
import { bind, show } from "../keys.js";
import { say } from "../words.js";

/** @typedef {import("./stand.js").Stand} Stand */

/**
 * Bind them in a room with a stand and a queue.
 *
 * @param {Stand} stand
 * @param {{answerNext: () => Promise<void>, callBack: () => void}} room
 */
export function bindUntidy(stand, { answerNext, callBack }) {
  bind("F9", "group.calls", "key.silence", async () => {
    if (!stand.pane) {
      await answerNext();
    }
    stand.pane?.listen();
  });
  bind("Alt+B", "group.calls", "key.callbacks", callBack);
  bind("Alt+W", "group.calls", "key.whereabouts", () => stand.pane?.lookForHelp());
  bind("Alt+J", "group.calls", "key.same", () => {
    const panel = stand.place.querySelector("same-incident:not([hidden])");
    if (panel instanceof SameIncident) {
      panel.focusFirst();
    }
  });
  bind("Alt+Z", "group.calls", "key.separate", () => stand.pane?.separate());
  bind("Alt+P", "group.calls", "key.split", () => stand.pane?.split());
  bind("Alt+U", "group.case", "key.caution", () => remark(stand));
  show(say("key.letters"), "group.calls", "key.yes_no");
}

/** @param {Stand} stand */
function remark(stand) {
  const side = stand.place.querySelector("case-side");
  if (side instanceof CaseSide) {
    side.remark();
  }
}

/**
 * Let the other panels of a column keep their height while a hand is in one of them.
 *
 * @param {HTMLElement} column
 */
export function keepStill(column) {
  const panels = all(column, ":scope > .panel");
  const free = () => {
    if (column.matches(":hover") || column.contains(document.activeElement)) {
      return;
    }
    for (const panel of panels) {
      panel.style.removeProperty("flex");
    }
  };
  const hold = () => {
    for (const panel of panels) {
      panel.style.flex = `0 0 ${panel.getBoundingClientRect().height}px`;
    }
  };
  column.addEventListener("pointerenter", hold);
  column.addEventListener("focusin", hold);
  column.addEventListener("pointerleave", free);
  column.addEventListener("focusout", () => queueMicrotask(free));
}
