/** How soon the caller is helped: each milestone's seconds from the answer beside its aim. */

import { each, now, span } from "../clock.js";
import { all, write } from "../dom.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Milestone} Milestone */

const ICONS = { met: "check", late: "alert", running: "clock", overdue: "alert" };

export class MilestoneRow extends HTMLElement {
  /** @type {Milestone[]} */
  #milestones = [];
  #since = 0;
  /** @type {(() => void) | null} */
  #stop = null;

  connectedCallback() {
    this.#stop = each(() => this.#draw());
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  /** @param {CaseState} state */
  update(state) {
    const { milestones, since } = state.instructions;
    const closed = state.stage === "closed";
    this.#milestones = milestones.filter((milestone) => milestone.at !== null || !closed);
    this.#since = Date.parse(since);
    this.#draw();
  }

  #draw() {
    for (const row of all(this, "[data-milestone]")) {
      const milestone = this.#milestones.find((one) => one.code === row.dataset.milestone);
      row.hidden = !milestone;
      if (milestone) {
        this.#tell(row, milestone);
      }
    }
  }

  /**
   * @param {HTMLElement} row
   * @param {Milestone} milestone
   */
  #tell(row, { at, aim, seconds }) {
    const passed = seconds ?? Math.floor((now() - this.#since) / 1000);
    const late = passed > aim;
    /** @type {keyof typeof ICONS} */
    const state = at ? (late ? "late" : "met") : late ? "overdue" : "running";
    write(row.querySelector(".time"), span(passed));
    if (row.dataset.state !== state || row.dataset.aim !== String(aim)) {
      row.title = say("milestone.aim", { aim: span(aim) });
      row.dataset.state = state;
      row.dataset.aim = String(aim);
      write(row.querySelector("small"), say(`milestone.${state}`, { aim: span(aim) }));
      const icon = `${document.documentElement.dataset.icons}#${ICONS[state]}`;
      row.querySelector("use")?.setAttribute("href", icon);
    }
  }
}

customElements.define("milestone-row", MilestoneRow);
