/** The two life questions on every sheet: one key to them, a digit each, and back to the work. */

import { all } from "../dom.js";

/** @typedef {import("../types.js").CaseState} CaseState */

const NAMES = /** @type {const} */ (["awake", "breathing"]);

export class LifeStrip extends HTMLElement {
  /** @type {Element | null} */
  #cameFrom = null;
  /** @type {Promise<unknown>} */
  #told = Promise.resolve();

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#onRepeat(event), true);
    for (const button of all(this, "[data-answer]")) {
      button.addEventListener("click", () => {
        const name = button.closest("[data-life]")?.getAttribute("data-life") ?? "";
        this.#answer(name, button.dataset.answer ?? "");
      });
    }
  }

  /** @param {CaseState} state */
  update(state) {
    const may = this.pane?.may("intake.answer_life") ?? false;
    for (const name of NAMES) {
      const told = state.life[name];
      const group = this.querySelector(`[data-life=${name}]`);
      group?.toggleAttribute("data-loud", told === "no" || told === "unknown");
      group?.toggleAttribute("data-unasked", told === "");
      for (const button of all(this, `[data-life=${name}] [data-answer]`)) {
        button.setAttribute("aria-pressed", String(button.dataset.answer === told));
        button.toggleAttribute("disabled", !may);
      }
    }
  }

  /** Put the cursor on the first of the two that nobody has answered; remember where it was. */
  ask() {
    if (!this.contains(document.activeElement)) {
      this.#cameFrom = document.activeElement;
    }
    const state = this.pane?.state;
    const open = NAMES.find((name) => !state?.life[name]) ?? "awake";
    this.#focus(open);
  }

  /** @param {string} name */
  #focus(name) {
    const group = this.querySelector(`[data-life=${name}]`);
    const answer =
      group?.querySelector('[aria-pressed="true"]') ?? group?.querySelector("[data-answer]");
    if (answer instanceof HTMLElement) {
      answer.focus();
    }
  }

  /**
   * A key held down answers one question, not the next one too.
   *
   * @param {KeyboardEvent} event
   */
  #onRepeat(event) {
    if (event.repeat && /^(\d|Enter)$/.test(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /**
   * Go on to the second question at once; its answer waits for that of the first, and is made
   * from what the case holds then.
   *
   * @param {string} name
   * @param {string} answer
   */
  async #answer(name, answer) {
    const pane = this.pane;
    if (name === "awake" && this.contains(document.activeElement)) {
      this.#focus("breathing");
    }
    const telling = this.#told.then(() =>
      pane?.run("life/", { [name]: answer, base_version: pane.state.version }),
    );
    this.#told = telling;
    const told = await telling;
    if (!told?.ok || told.body.at_once || name === "awake") {
      return;
    }
    const here = this.contains(document.activeElement);
    if (here && this.#cameFrom instanceof HTMLElement && this.#cameFrom.isConnected) {
      this.#cameFrom.focus();
      this.#cameFrom = null;
    }
  }
}

customElements.define("life-strip", LifeStrip);
