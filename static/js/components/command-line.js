/**
 * The command line: verbs with their effect shown before Enter.
 *
 * Rooms register verbs, each with its Spanish and English spellings.
 */

import { one, write } from "../dom.js";
import { say } from "../words.js";

/**
 * @typedef {{text: string, ready: boolean}} Effect what Enter would do, or why it cannot
 * @typedef {{spellings: string[], effect: (rest: string) => Effect,
 *   run: (rest: string) => void | Promise<void>}} Verb
 */

export class CommandLine extends HTMLElement {
  /** @type {Verb[]} */
  #verbs = [];

  connectedCallback() {
    this.input.addEventListener("input", () => this.#show());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey) {
        event.preventDefault();
        this.#run();
      }
    });
  }

  get input() {
    return one(this, "input", HTMLInputElement);
  }

  /** @param {Verb} verb */
  register(verb) {
    this.#verbs.push(verb);
  }

  /**
   * Put the cursor here, with these words if nothing stands.
   *
   * @param {string} [text]
   */
  enter(text = "") {
    if (!this.input.value && text) {
      this.input.value = text;
    }
    this.input.focus();
    this.#show();
  }

  /** @returns {{verb: Verb | undefined, rest: string}} */
  #parse() {
    const line = this.input.value.trim();
    const word = line.split(/\s/, 1)[0] ?? "";
    const verb = this.#verbs.find((candidate) => candidate.spellings.includes(word.toUpperCase()));
    return { verb, rest: line.slice(word.length).trim() };
  }

  #show() {
    const { verb, rest } = this.#parse();
    const effect = one(this, "output", HTMLOutputElement);
    if (!this.input.value.trim()) {
      write(effect, say("effect.none"));
    } else {
      write(effect, verb ? verb.effect(rest).text : say("effect.unknown"));
    }
  }

  async #run() {
    const { verb, rest } = this.#parse();
    if (!verb?.effect(rest).ready) {
      return;
    }
    this.input.value = "";
    write(one(this, "output", HTMLOutputElement), say("effect.done"));
    await verb.run(rest);
  }
}

customElements.define("command-line", CommandLine);
