/** How it evolves: units on their way, notes, callbacks promised and settled. */

import { make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { drawCommitments } from "./commitment-rows.js";
import { ElapsedTime } from "./elapsed-time.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Assignment} Assignment */

/**
 * Draw the units sent to a case.
 *
 * @param {HTMLElement} list
 * @param {Assignment[]} assignments
 */
export function drawAssignments(list, assignments) {
  sync(list, assignments, {
    key: (assignment) => assignment.id,
    build: () => {
      const clock = new ElapsedTime();
      clock.className = "time";
      return make(
        "li",
        "assignment",
        make("b", "mono"),
        make("span", "kind quiet"),
        make("span", "status"),
        clock,
      );
    },
    patch: (row, assignment) => {
      row.toggleAttribute("data-over", !assignment.active);
      write(row.querySelector("b"), assignment.callsign);
      write(row.querySelector(".kind"), assignment.kind_label);
      write(row.querySelector(".status"), say(`unit.${assignment.status}`));
      one(row, "elapsed-time", ElapsedTime).setAttribute("at", assignment.since);
    },
  });
}

export class FollowupSheet extends HTMLElement {
  #settling = "";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    const form = one(this, "form.settle", HTMLFormElement);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const sent = this.#told(form);
      const answer = await this.pane?.run("followup/settle/", sent);
      // What has been typed meanwhile, or for another promise, stays.
      if (answer?.ok && JSON.stringify(this.#told(form)) === JSON.stringify(sent)) {
        form.reset();
        form.hidden = true;
      }
    });
    one(form, "[data-cancel]", HTMLElement).addEventListener("click", () => {
      form.hidden = true;
    });
  }

  /**
   * @param {HTMLFormElement} form
   * @returns {Record<string, string>}
   */
  #told(form) {
    const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    return { commitment: this.#settling, ...values };
  }

  /** @param {CaseState} state */
  update(state) {
    drawAssignments(one(this, ".assignments", HTMLElement), state.assignments);
    one(this, ".units-sent .nothing", HTMLElement).hidden = state.assignments.length > 0;
    one(this, ".owed .nothing", HTMLElement).hidden = state.commitments.length > 0;
    const may = this.pane?.may("followup.settle") ?? false;
    drawCommitments(
      one(this, ".commitments", HTMLElement),
      state.commitments,
      may ? (commitment) => this.#settle(commitment.id, commitment.label) : null,
    );
  }

  /**
   * @param {string} id
   * @param {string} label
   */
  #settle(id, label) {
    this.#settling = id;
    const form = one(this, "form.settle", HTMLFormElement);
    form.hidden = false;
    write(form.querySelector(".what"), label);
    one(form, "select", HTMLSelectElement).focus();
  }

  /** Put the cursor where the next thing is done. */
  focusWork() {
    one(this, "#f-note", HTMLTextAreaElement).focus();
  }
}

customElements.define("followup-sheet", FollowupSheet);
