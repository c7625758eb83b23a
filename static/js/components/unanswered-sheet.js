/** A call that ended before anybody knew the need: call back, and say what came of it. */

import { all, hasCursor, heldAt, one, write } from "../dom.js";
import { say } from "../words.js";
import { earlierRows } from "./case-side.js";
import { ElapsedTime } from "./elapsed-time.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class UnansweredSheet extends HTMLElement {
  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    for (const button of all(this, "[data-result]")) {
      button.addEventListener("click", () => this.#settle(button.dataset.result ?? ""));
    }
  }

  /** @param {string} result */
  async #settle(result) {
    const pane = this.pane;
    const text = one(this, "textarea", HTMLTextAreaElement);
    const fault = one(this, ".fault", HTMLElement);
    fault.hidden = result !== "decided_not_to_send" || text.value.trim() !== "";
    if (!fault.hidden) {
      text.focus();
      return;
    }
    const sent = text.value;
    const held = heldAt(this);
    const answer = await pane?.run("intake/unanswered/settle/", { result, text: sent.trim() });
    if (!answer?.ok) {
      return;
    }
    if (text.value === sent) {
      text.value = "";
    }
    const onward = { reached_needs_help: "intake", mistake_confirmed: "closed" }[result];
    if (onward && pane?.stage === "unanswered") {
      pane.open(onward, { focus: hasCursor(held) || hasCursor(this) });
    } else if (hasCursor(held)) {
      this.focusWork();
    }
  }

  /** @param {CaseState} state */
  update(state) {
    const question = state.unanswered ?? null;
    one(this, ".open", HTMLElement).hidden = question === null;
    one(this, ".settled", HTMLElement).hidden = question !== null;
    if (!question) {
      return;
    }
    write(this.querySelector("h2"), question.label);
    const number = state.caller.callback_display || state.caller.callback_number;
    write(this.querySelector(".number"), number || say("number.none"));
    one(this, ".due", ElapsedTime).setAttribute("at", question.due_at ?? "");
    write(
      this.querySelector(".tried"),
      question.attempts ? say("open.tried", { count: question.attempts }) : say("open.untried"),
    );
    const may = this.pane?.may("intake.settle_unanswered") ?? false;
    for (const button of all(this, "[data-result]")) {
      button.toggleAttribute("disabled", !may);
      if (button.dataset.result === "decided_not_to_send") {
        button.hidden = question.may_give_up === false;
      }
    }
    one(this, ".covert-warning", HTMLElement).hidden = !state.covert;
    one(this, ".before-this", HTMLElement).hidden = state.earlier.length === 0;
    earlierRows(one(this, ".earlier", HTMLElement), state.earlier.slice(0, 3));
  }

  /** Put the cursor where the next thing is done. */
  focusWork() {
    const next =
      this.querySelector(".open:not([hidden]) [data-result]:not(:disabled, [hidden])") ??
      this.querySelector(".settled:not([hidden]) button");
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }
}

customElements.define("unanswered-sheet", UnansweredSheet);
