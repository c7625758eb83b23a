/** The dispatcher's answer to an offer: accept with one key, refuse with a reason. */

import { all, one } from "../dom.js";
import { ElapsedTime } from "./elapsed-time.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class TransferAnswer extends HTMLElement {
  #offer = "";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  /** Whether an offer to this centre waits for an answer. */
  get waiting() {
    return this.#offer !== "";
  }

  connectedCallback() {
    const form = one(this, "form.refuse", HTMLFormElement);
    const refuse = one(this, "[data-refuse]", HTMLButtonElement);
    const unfold = (/** @type {boolean} */ open) => {
      form.hidden = !open;
      refuse.setAttribute("aria-expanded", String(open));
    };
    one(this, "[data-accept]", HTMLElement).addEventListener("click", () => this.accept());
    refuse.addEventListener("click", () => {
      unfold(form.hidden);
      one(form, "[data-reason]", HTMLElement).focus();
    });
    one(form, "[data-cancel]", HTMLElement).addEventListener("click", () => {
      unfold(false);
      refuse.focus();
    });
    const refuseFor = async (/** @type {string} */ reason) => {
      const answer = await this.pane?.run("transfer/refuse/", { offer: this.#offer, reason });
      if (answer?.ok) {
        form.reset();
        unfold(false);
      }
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      refuseFor(String(new FormData(form).get("reason") ?? ""));
    });
    for (const button of all(form, "[data-reason]")) {
      button.addEventListener("click", () => refuseFor(button.dataset.reason ?? ""));
    }
  }

  /** Accept the offer; the units are next. */
  async accept() {
    const pane = this.pane;
    const answer = await pane?.run("transfer/accept/", { offer: this.#offer });
    if (answer?.ok) {
      document.dispatchEvent(new CustomEvent("cae:accepted"));
    }
  }

  /** @param {CaseState} state */
  update(state) {
    const centre = this.pane?.dataset.ownCentre;
    // A late answer is taken too, and said to be late.
    const offer = state.offers.find(
      (candidate) =>
        candidate.centre === centre && ["offered", "expired"].includes(candidate.state),
    );
    this.#offer = offer?.id ?? "";
    this.hidden = offer === undefined;
    one(this, "elapsed-time", ElapsedTime).setAttribute("at", offer?.due_at ?? "");
  }
}

customElements.define("transfer-answer", TransferAnswer);
