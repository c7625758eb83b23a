/** A case of somebody else: its card alone, and the way to take it over with a reason. */

import { send } from "../commands.js";
import { one } from "../dom.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */

export class CaseElsewhere extends HTMLElement {
  #case = "";

  connectedCallback() {
    const form = one(this, "form", HTMLFormElement);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const reason = String(new FormData(form).get("reason") ?? "");
      const answer = await send(`/cases/${this.#case}/take-over/`, { reason });
      if (answer.ok) {
        this.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: this.#case }));
        return;
      }
      const notice = one(this, ".refusal", HTMLElement);
      notice.hidden = false;
      notice.textContent = answer.body.message ?? "";
    });
  }

  /**
   * @param {string} id
   * @param {CaseCard | undefined} card
   */
  show(id, card) {
    this.#case = id;
    one(this, ".reference", HTMLElement).textContent = card?.reference ?? "";
    one(this, ".held", HTMLElement).hidden = !card?.position;
    one(this, ".held strong", HTMLElement).textContent = card?.position ?? "";
    one(this, "input", HTMLInputElement).focus();
  }
}

customElements.define("case-elsewhere", CaseElsewhere);
