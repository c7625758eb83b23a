/** A case of somebody else: its card alone; taken over or only read, each with a reason. */

import { send } from "../commands.js";
import { one } from "../dom.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */

export class CaseElsewhere extends HTMLElement {
  #case = "";

  connectedCallback() {
    const form = one(this, "form", HTMLFormElement);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.#ask("take-over");
    });
    // In the middle of a call reading waits for no reason: the centre itself asks where it must.
    const read = one(this, "[data-command=read]", HTMLElement);
    read.addEventListener("click", () => this.#ask("exceptional-access"));
  }

  /** @param {string} what */
  async #ask(what) {
    const reason = one(this, "input", HTMLInputElement).value;
    const answer = await send(`/cases/${this.#case}/${what}/`, { reason });
    if (answer.ok) {
      this.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: this.#case }));
      return;
    }
    const notice = one(this, ".refusal", HTMLElement);
    notice.hidden = false;
    notice.textContent = answer.body.fields?.reason?.[0] ?? answer.body.message ?? "";
    one(this, "input", HTMLInputElement).focus();
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
