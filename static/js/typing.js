/** What is being typed in a case: found again on opening, saved before going on. */

import { FieldGroup } from "./components/field-group.js";
import { FormField } from "./components/form-field.js";
import { all } from "./dom.js";
import { restore } from "./drafts.js";

/** @typedef {import("./components/case-pane.js").CasePane} CasePane */

/**
 * Put back what was typed and not saved, here or at another desk.
 *
 * @param {CasePane} pane
 */
export async function restoreDrafts(pane) {
  const drafts = await restore(pane.caseId);
  for (const [form, draft] of drafts) {
    const group = pane.querySelector(`field-group[name="${form}"]`);
    const field = pane.querySelector(`form-field[data-form="${form}"]`);
    if (group instanceof FieldGroup) {
      group.restore(draft);
    } else if (field instanceof FormField) {
      field.restore(draft);
    }
  }
}

/**
 * Save what has focus and go to the next group, or the next sheet.
 *
 * @param {CasePane} pane
 */
export function saveAndGoOn(pane) {
  const here = document.activeElement?.closest("field-group, form-field");
  if (here instanceof FormField) {
    here.save();
    return;
  }
  if (!(here instanceof FieldGroup)) {
    return;
  }
  here.save();
  const groups = all(pane, "field-group");
  const next = groups[groups.indexOf(here) + 1];
  if (next) {
    const control = next.querySelector("input:not([type=hidden]), textarea, select");
    if (control instanceof HTMLElement) {
      control.focus();
    }
  } else {
    pane.open("triage", { focus: true });
  }
}
