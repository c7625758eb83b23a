/** What else can be read: the scripts needed most as keys, any other by its name. */

import { all, one } from "../dom.js";
import { TypeAhead } from "./type-ahead.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class ScriptChoice extends HTMLElement {
  /** @type {string | null | undefined} */
  #reading;

  get #sheet() {
    return /** @type {import("./instruction-sheet.js").InstructionSheet | null} */ (
      this.closest("instruction-sheet")
    );
  }

  connectedCallback() {
    for (const button of all(this, "[data-script]")) {
      button.addEventListener("click", () => this.#sheet?.start(button.dataset.script ?? ""));
    }
    const combo = one(this, "type-ahead", TypeAhead);
    combo.addEventListener("picked", () => {
      const script = combo.value;
      combo.clear();
      if (script) {
        this.#sheet?.start(script);
      }
    });
  }

  /** Where the choosing begins. */
  get first() {
    return one(this, "#f-script", HTMLElement);
  }

  /** @param {CaseState} state */
  update(state) {
    const reading = state.instructions.script?.code ?? null;
    if (reading !== this.#reading) {
      // While one is read the others fold away, until they are asked for.
      one(this, "details", HTMLDetailsElement).open = reading === null;
      this.#reading = reading;
    }
  }
}

customElements.define("script-choice", ScriptChoice);
