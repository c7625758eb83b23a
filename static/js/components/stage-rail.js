/** Six stages, always all in sight: where the case stands, and which sheet is open. */

import { each, moment, now, span } from "../clock.js";
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

/**
 * When the clock of the case began: the answer, or the opening by hand.
 *
 * @param {CaseState} state
 */
function beginning(state) {
  const answers = state.calls.map((call) => call.answered_at ?? "").filter(Boolean);
  return Date.parse(answers.sort()[0] ?? state.opened_at);
}

export class StageRail extends HTMLElement {
  #began = 0;
  #closed = false;
  /** @type {(() => void) | null} */
  #stop = null;

  disconnectedCallback() {
    this.#stop?.();
  }

  connectedCallback() {
    this.#stop = each(() => this.#draw());
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
      button.dataset.at = touched;
      button.title = touched ? moment(touched) : "";
      button.toggleAttribute("data-touched", touched !== "" || ORDER.indexOf(stage) < standing);
      if (stage === state.stage) {
        button.setAttribute("aria-current", "step");
      } else {
        button.removeAttribute("aria-current");
      }
    }
    this.#began = beginning(state);
    this.#closed = state.stage === "closed";
    this.#draw();
  }

  /** Seconds from the answer to each stage's first trace; the next one runs beside its aim. */
  #draw() {
    let next = !this.#closed;
    for (const button of this.#began ? all(this, "[data-stage]") : []) {
      const { at, target } = button.dataset;
      const running = next && !at && Boolean(target);
      next &&= Boolean(at);
      const seconds = ((at ? Date.parse(at) : now()) - this.#began) / 1000;
      const over = running && seconds > Number(target);
      const aim = running && !over ? `/${span(Number(target))}` : "";
      button.toggleAttribute("data-over", over);
      write(button.querySelector("small"), at || running ? `${span(seconds)}${aim}` : "");
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
