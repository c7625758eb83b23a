/** The words a script is read in: its language, whatever the screen's, and those for a child. */

import { make, one, sync, write } from "../dom.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class ScriptWording extends HTMLElement {
  get #pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get #child() {
    return one(this, ".child", HTMLElement);
  }

  get #languages() {
    return one(this, "select", HTMLSelectElement);
  }

  connectedCallback() {
    this.#languages.addEventListener("change", () =>
      this.#choose({ language: this.#languages.value }),
    );
    this.#child.addEventListener("click", () =>
      this.#choose({ child: this.#child.getAttribute("aria-pressed") === "true" ? "0" : "1" }),
    );
  }

  /** @param {Record<string, string>} wording */
  #choose(wording) {
    this.#pane?.run("instructions/wording/", wording);
  }

  /** @param {CaseState} state */
  update(state) {
    const { script } = state.instructions;
    if (!script) {
      return;
    }
    sync(this.#languages, script.languages, {
      key: (language) => language.code,
      build: (language) => {
        const option = make("option", "", language.name);
        option.setAttribute("value", language.code);
        option.lang = language.code;
        return option;
      },
      patch: (option, language) => write(option, language.name),
    });
    this.#languages.value = script.lang;
    this.#languages.lang = script.lang;
    this.#languages.disabled = !this.#pane?.may(this.dataset.needs);
    this.#child.hidden = !script.has_child && !script.child;
    this.#child.setAttribute("aria-pressed", String(script.child));
  }
}

customElements.define("script-wording", ScriptWording);
