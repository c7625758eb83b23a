/** What else can be read: a script that was left, those needed most, any other by its name. */

import { all, make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
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
    return (
      this.querySelector(".left:not([hidden]) button") ??
      this.querySelector("[data-script]") ??
      this.querySelector("#f-script")
    );
  }

  /** @param {CaseState} state */
  update(state) {
    const { script, left } = state.instructions;
    const reading = script?.code ?? null;
    if (reading !== this.#reading) {
      // While one is read the others fold away, until they are asked for.
      one(this, "details", HTMLDetailsElement).open = reading === null;
      this.#reading = reading;
    }
    const back = one(this, ".left", HTMLElement);
    back.hidden = left.length === 0;
    sync(back, left, {
      key: (each) => each.code,
      build: (each) => {
        const button = make("button", "button");
        button.setAttribute("type", "button");
        button.addEventListener("click", () => this.#sheet?.resume(each.code));
        return button;
      },
      patch: (button, each) => write(button, say("script.back", { script: each.title })),
    });
  }
}

customElements.define("script-choice", ScriptChoice);
