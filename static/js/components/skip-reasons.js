/** Why a step is skipped: a digit of a short list, or words of one's own. */

import { all, one } from "../dom.js";
import "./answer-keys.js";

export class SkipReasons extends HTMLElement {
  /** The step a reason is given for: one that was read meanwhile is not skipped by it. */
  #step = "";
  /** @type {(step: string, told: Record<string, string>) => Promise<boolean>} */
  onReason = async () => false;

  get #form() {
    return one(this, "form", HTMLFormElement);
  }

  get #words() {
    return one(this, "#f-skip-text", HTMLInputElement);
  }

  connectedCallback() {
    for (const button of all(this, "[data-reason]")) {
      button.addEventListener("click", () => {
        const code = button.dataset.reason ?? "";
        this.#form.hidden = code !== "other";
        if (code === "other") {
          this.#words.focus();
        } else {
          this.#give(code, "");
        }
      });
    }
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#give("other", this.#words.value.trim());
    });
  }

  /**
   * Ask why; asked again, fold the question away. What was typed stays.
   *
   * @param {string} step
   */
  ask(step) {
    this.#step = step;
    this.hidden = !this.hidden;
    if (!this.hidden) {
      one(this, "[data-reason]", HTMLElement).focus();
    }
  }

  /** Fold the question away. */
  leave() {
    this.hidden = true;
    this.#form.hidden = true;
  }

  /**
   * @param {string} code
   * @param {string} reason
   */
  async #give(code, reason) {
    const words = this.#words.value;
    const step = this.#step;
    if (await this.onReason(step, { result: "skipped", reason_code: code, reason })) {
      // Another step may be being skipped already, and its reason typed.
      if (this.#words.value === words) {
        this.#words.value = "";
      }
      if (this.#step === step) {
        this.leave();
      }
    }
  }
}

customElements.define("skip-reasons", SkipReasons);
