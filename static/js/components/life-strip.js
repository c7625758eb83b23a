/** The two life questions on every sheet: one key to them, a digit each, and back to the work. */

import { all } from "../dom.js";

/** @typedef {import("../types.js").CaseState} CaseState */

const NAMES = /** @type {const} */ (["awake", "breathing"]);

export class LifeStrip extends HTMLElement {
  /** @type {Element | null} */
  #cameFrom = null;

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
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
   * @param {string} name
   * @param {string} answer
   */
  async #answer(name, answer) {
    const pane = this.pane;
    const told = await pane?.run("life/", { [name]: answer, base_version: pane.state.version });
    if (!told?.ok || told.body.at_once) {
      return;
    }
    const here = this.contains(document.activeElement);
    if (here && name === "awake") {
      this.#focus("breathing");
    } else if (here && this.#cameFrom instanceof HTMLElement && this.#cameFrom.isConnected) {
      this.#cameFrom.focus();
      this.#cameFrom = null;
    }
  }
}

customElements.define("life-strip", LifeStrip);
