/** The kinds of unit that the plan calls for, by service, the most needed first. */

import { make, one, sync, write } from "../dom.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class PlanKinds extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    const plan = state.called_for ?? [];
    this.hidden = plan.length === 0;
    sync(one(this, "ul", HTMLElement), plan, {
      key: (part) => part.agency,
      build: () => make("li", "", make("b"), make("span")),
      patch: (row, part) => {
        write(row.querySelector("b"), part.agency_name);
        write(row.querySelector("span"), part.kinds.map((kind) => kind.label).join(" + "));
      },
    });
  }
}

customElements.define("plan-kinds", PlanKinds);
