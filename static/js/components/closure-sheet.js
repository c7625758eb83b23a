/** How it ended; what is still owed stands in the way, by name. */

import { one } from "../dom.js";
import { drawCommitments } from "./commitment-rows.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class ClosureSheet extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    const closed = state.stage === "closed";
    one(this, ".obstacles", HTMLElement).hidden = closed || state.commitments.length === 0;
    one(this, ".closing", HTMLElement).hidden = closed;
    one(this, "p.closed", HTMLElement).hidden = !closed;
    drawCommitments(one(this, ".commitments", HTMLElement), state.commitments, null);
  }

  /** Put the cursor where the next thing is done. */
  focusWork() {
    const next =
      this.querySelector(".closing:not([hidden]) input:not(:disabled)") ??
      this.querySelector("p.closed:not([hidden]) a");
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }
}

customElements.define("closure-sheet", ClosureSheet);
