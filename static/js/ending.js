/** End a case: asked once, and once more where typing would be lost. */

import { answered } from "./commands.js";
import { one } from "./dom.js";
import { flush } from "./drafts.js";

/** @typedef {import("./commands.js").Answer} Answer */
/** @typedef {import("./components/case-pane.js").CasePane} CasePane */

/**
 * End the case once the person has said so, and said so again where typing would be lost.
 *
 * @param {CasePane} pane
 * @param {string} path
 * @param {Record<string, string>} fields
 * @param {string} what
 * @returns {Promise<Answer | null>} null where the person went back
 */
export async function end(pane, path, fields, what) {
  if (!(await confirmed(pane, what, false))) {
    return null;
  }
  // What was just saved is no longer unsaved typing.
  await answered(pane.base);
  await flush(pane.caseId);
  const answer = await pane.run(path, fields, { quiet: true });
  if (answer.body.code !== "drafts_open") {
    return answer;
  }
  if (!(await confirmed(pane, what, true))) {
    return null;
  }
  return pane.run(path, { ...fields, discard_drafts: "on" }, { quiet: true });
}

/**
 * Ask before what cannot be undone.
 *
 * @param {CasePane} pane
 * @param {string} what
 * @param {boolean} discards whether unsaved typing is lost
 * @returns {Promise<boolean>}
 */
function confirmed(pane, what, discards) {
  const dialog = one(pane, "dialog.confirm", HTMLDialogElement);
  one(dialog, ".discards", HTMLElement).hidden = !discards;
  one(dialog, ".what", HTMLElement).textContent = [pane.state.reference, what.trim()]
    .filter(Boolean)
    .join(" · ");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
