/** How many are hurt, by colour; and the sorter that adds one. */

import { moment } from "../clock.js";
import { all, one, write } from "../dom.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").CaseState} CaseState */

const COLOURS = /** @type {const} */ (["immediate", "delayed", "minor", "deceased"]);

export class CasualtyCount extends HTMLElement {
  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    one(this, "[data-sort]", HTMLElement).addEventListener("click", () => this.#sort());
    one(this, "[data-count]", HTMLElement).addEventListener("click", () => this.#count());
  }

  /** @param {CaseState} state */
  update(state) {
    const told = state.casualties;
    for (const colour of COLOURS) {
      write(this.querySelector(`[data-colour=${colour}] b`), told ? String(told[colour]) : "–");
    }
    write(
      this.querySelector(".by"),
      told
        ? say("casualties.by", { source: told.source_label, by: told.by, time: moment(told.at) })
        : say("casualties.none"),
    );
  }

  /** @param {string} form */
  #values(form) {
    /** @type {Record<string, string>} */
    const values = {};
    for (const control of all(this, `${form} :is(input, select)[name]`)) {
      if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) {
        values[control.name] = control.value;
      }
    }
    return { ...values, source: one(this, "[name=source]", HTMLSelectElement).value };
  }

  async #count() {
    const base = this.pane?.state.version;
    const sent = this.#values(".numbers");
    const answer = await this.pane?.run("triage/casualties/", { ...sent, base_version: base });
    if (answer?.ok) {
      this.#clear(".numbers", sent);
    }
  }

  async #sort() {
    const sent = this.#values(".signs");
    const answer = await this.pane?.run("triage/sort/", sent);
    if (answer?.ok) {
      const colour = this.querySelector(`[data-colour=${answer.body.colour}] span`)?.textContent;
      write(this.querySelector(".sorted"), colour ?? "");
      this.#clear(".signs", sent);
    } else {
      const missing = Object.keys(answer?.body.fields ?? {})[0];
      const field = this.querySelector(`.signs [name="${missing}"]`);
      if (field instanceof HTMLElement) {
        field.focus();
      }
    }
  }

  /**
   * Empty what still says what was sent; what was typed meanwhile stays.
   *
   * @param {string} form
   * @param {Record<string, string>} sent
   */
  #clear(form, sent) {
    for (const control of all(this, `${form} :is(input, select)[name]:not([name=method])`)) {
      if (control instanceof HTMLSelectElement) {
        control.selectedIndex = control.value === sent[control.name] ? 0 : control.selectedIndex;
      } else if (control instanceof HTMLInputElement) {
        control.value = control.value === sent[control.name] ? "" : control.value;
      }
    }
  }
}

customElements.define("casualty-count", CasualtyCount);
