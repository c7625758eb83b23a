/** Six stages, always all in sight: where the case stands, and which sheet is open. */

import { moment } from "../clock.js";
import { all, write } from "../dom.js";

/** @typedef {import("../types.js").CaseState} CaseState */

const ORDER = ["intake", "triage", "instructions", "transfer", "followup", "closed"];

/**
 * The moment a stage's first trace was left, if any.
 *
 * @param {CaseState} state
 * @param {string} stage
 */
function firstTrace(state, stage) {
  const prefix = stage === "closed" ? "closure." : `${stage}.`;
  const traces = state.timeline.filter((entry) => entry.kind.startsWith(prefix));
  return traces.reduce((first, entry) => (first && first < entry.at ? first : entry.at), "");
}

export class StageRail extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-stage]") : null;
      const pane = /** @type {import("./case-pane.js").CasePane | null} */ (
        this.closest("case-pane")
      );
      if (button instanceof HTMLElement) {
        pane?.open(button.dataset.stage ?? "", { focus: true });
      }
    });
  }

  /** @param {CaseState} state */
  update(state) {
    const standing = ORDER.indexOf(state.stage);
    for (const button of all(this, "[data-stage]")) {
      const stage = button.dataset.stage ?? "";
      const touched = firstTrace(state, stage);
      button.toggleAttribute("data-touched", touched !== "" || ORDER.indexOf(stage) < standing);
      if (stage === state.stage) {
        button.setAttribute("aria-current", "step");
      } else {
        button.removeAttribute("aria-current");
      }
      write(button.querySelector("small"), touched ? moment(touched) : "");
    }
  }

  /** @param {string} stage */
  mark(stage) {
    for (const button of all(this, "[data-stage]")) {
      button.setAttribute("aria-pressed", String(button.dataset.stage === stage));
    }
  }
}

customElements.define("stage-rail", StageRail);
