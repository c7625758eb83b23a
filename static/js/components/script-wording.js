/** The words a script is read in: its language, whatever the screen's, and those for a child. */

import { all, make, one, sync, write } from "../dom.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class ScriptWording extends HTMLElement {
  get #pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get #child() {
    return one(this, ".child", HTMLElement);
  }

  connectedCallback() {
    this.#child.addEventListener("click", () =>
      this.#choose({ child: this.#child.ariaPressed === "true" ? "0" : "1" }),
    );
    one(this, ".languages", HTMLElement).addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {Record<string, string>} wording */
  #choose(wording) {
    this.#pane?.run("instructions/wording/", wording);
  }

  /** @param {CaseState} state */
  update(state) {
    const { script } = state.instructions;
    this.hidden = !script || script.gone;
    if (!script) {
      return;
    }
    const read = script.languages.find((language) => language.code === script.lang);
    const name = one(this, ".name", HTMLElement);
    write(name, read?.name ?? "");
    name.lang = script.lang;
    sync(one(this, ".languages", HTMLElement), script.languages, {
      key: (language) => language.code,
      build: (language) => {
        const button = make("button", "button small", language.code.toUpperCase());
        button.setAttribute("type", "button");
        button.setAttribute("aria-label", language.name);
        button.title = language.name;
        button.lang = language.code;
        button.addEventListener("click", () => this.#choose({ language: language.code }));
        return button;
      },
      patch: (button, language) => {
        const chosen = language.code === script.lang;
        button.setAttribute("aria-pressed", String(chosen));
        button.tabIndex = chosen ? 0 : -1;
      },
    });
    this.#child.hidden = !script.has_child && !script.child;
    this.#child.setAttribute("aria-pressed", String(script.child));
    one(this, ".lacks", HTMLElement).hidden = script.lacks === "";
    write(this.querySelector(".lacks b"), script.lacks.toUpperCase());
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const buttons = all(this, ".languages button");
    const here = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (step && here >= 0) {
      event.preventDefault();
      buttons[(here + step + buttons.length) % buttons.length]?.focus();
    }
  }
}

customElements.define("script-wording", ScriptWording);
