/** What the centre answers a threat to life with, shown at once; and the way to the questions of it. */

import { LifeStrip } from "./components/life-strip.js";
import { all, one } from "./dom.js";

/** @typedef {import("./components/case-pane.js").CasePane} CasePane */

/**
 * Show the first step where an answer begins it; what is typed elsewhere is saved as it is left.
 *
 * @param {CasePane} pane
 * @param {{at_once?: string}} body
 */
export function showAtOnce(pane, body) {
  if (body.at_once && pane.isConnected) {
    pane.open("instructions", { focus: true });
  }
}

/**
 * Put the cursor on the life questions: the large ones where they are open, else those of the strip.
 *
 * @param {CasePane} pane
 */
export function askLife(pane) {
  const strip = one(pane, "life-strip", LifeStrip);
  if (strip.checkVisibility()) {
    strip.ask();
    return;
  }
  const fields = all(pane, "field-group[name=life] draft-field");
  const open = fields.find((field) => !field.querySelector(":checked")) ?? fields[0];
  const answer = open?.querySelector(":checked") ?? open?.querySelector("input");
  if (answer instanceof HTMLElement) {
    answer.focus();
  }
}
