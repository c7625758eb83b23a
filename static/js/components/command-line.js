/**
 * The command line: verbs, what may follow, and the effect shown before Enter.
 *
 * Rooms register the verbs of their role. What is typed stays until the server has taken it, and
 * over a reload; Esc closes the list and nothing else.
 */

import { make, one, write } from "../dom.js";
import { say } from "../words.js";

/**
 * @typedef {{text: string, ready: boolean}} Effect what Enter would do, or why it cannot
 * @typedef {{fill: string, note: string}} Offer a word that may stand next
 * @typedef {{ok: boolean, text: string}} Reply
 * @typedef {{spellings: string[], hint: string, offers: (words: string[]) => Offer[],
 *   effect: (words: string[], rest: string) => Effect,
 *   run: (words: string[], rest: string) => Promise<Reply>}} Verb
 */

const AT_MOST = 6;
const KEPT = `cae.line.${document.documentElement.dataset.user ?? ""}`;

export class CommandLine extends HTMLElement {
  /** @type {Verb[]} */
  #verbs = [];
  /** @type {string[]} */
  #history = [];
  /** How far back in the history the line stands; 0 is what is being typed. */
  #back = 0;
  #typed = "";
  /** @type {Offer[]} */
  #offers = [];
  #chosen = -1;
  #running = false;
  /** What Enter was pressed for while an earlier line had no answer: the line and its effect. */
  #next = "";
  /** Whether what the server said stands, until something is typed. */
  #replied = false;

  connectedCallback() {
    this.input.addEventListener("input", () => {
      this.#back = 0;
      this.#keep();
      this.#show(true);
    });
    this.input.addEventListener("keydown", (event) => this.#onKey(event));
    this.input.addEventListener("blur", () => this.#close());
    this.list.addEventListener("pointerdown", (event) => {
      const row = event.target instanceof Element ? event.target.closest("li") : null;
      event.preventDefault();
      if (row) {
        this.#complete([...this.list.children].indexOf(row));
      }
    });
    this.input.value = sessionStorage.getItem(KEPT) ?? "";
  }

  get input() {
    return one(this, "input", HTMLInputElement);
  }

  get list() {
    return one(this, ".completions", HTMLElement);
  }

  /** @param {Verb} verb */
  register(verb) {
    this.#verbs.push(verb);
    this.#show(false);
  }

  /**
   * Put the cursor here, with these words if nothing stands.
   *
   * @param {string} [text]
   */
  enter(text = "") {
    if (!this.input.value && text) {
      this.input.value = text;
      this.#keep();
    }
    this.input.focus();
    this.#show(this.input.value !== "");
  }

  /** Say again what Enter would do: a case or a unit has changed. */
  refresh() {
    if (!this.#running && !this.#replied) {
      this.#effect();
    }
  }

  #parse() {
    const line = this.input.value.trimStart();
    const [first = "", ...words] = line.split(/\s+/);
    const verb = this.#verbs.find((each) => each.spellings.includes(first.toUpperCase()));
    return { first, verb, words, rest: line.slice(first.length).trim() };
  }

  /** @param {boolean} open whether what may follow is listed */
  #show(open) {
    this.#replied = false;
    this.#next = "";
    this.removeAttribute("data-refused");
    this.input.removeAttribute("aria-invalid");
    this.#effect();
    if (open && this.input.value.trim() !== "") {
      this.#list();
    } else {
      this.#close();
    }
  }

  #effect() {
    const { first, verb, words, rest } = this.#parse();
    const verbs = this.#verbs.map((each) => each.spellings[0]).join(", ");
    if (verb) {
      const { text, ready } = verb.effect(words, rest);
      this.#tell(ready ? say("effect.enter", { effect: text }) : text, ready);
    } else if (first && !this.#verbs.some((each) => begins(each, first))) {
      this.#tell(say("effect.unknown", { verb: first, verbs }), false);
    } else {
      this.#tell(say("effect.none", { verbs }), false);
    }
  }

  /**
   * @param {string} text
   * @param {boolean} ready
   */
  #tell(text, ready) {
    const place = one(this, ".effect", HTMLElement);
    write(place, text);
    place.title = text;
    this.toggleAttribute("data-ready", ready);
  }

  #list() {
    const { first, verb, words } = this.#parse();
    if (verb && words.length > 0) {
      this.#offers = verb.offers(words).slice(0, AT_MOST);
    } else {
      this.#offers = this.#verbs
        .filter((each) => begins(each, first))
        .map((each) => ({ fill: each.spellings[0] ?? "", note: say(each.hint) }));
    }
    this.#chosen = -1;
    const last = (words.length > 0 ? words.at(-1) : first) ?? "";
    const isWhole = this.#offers.length === 1 && this.#offers[0]?.fill === last.toUpperCase();
    if (isWhole || this.#offers.length === 0) {
      this.#close();
      return;
    }
    this.list.replaceChildren(
      ...this.#offers.map((offer, index) => {
        const row = make(
          "li",
          "",
          make("b", "mono", offer.fill),
          make("span", "quiet", offer.note),
        );
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.id = `command-offer-${index}`;
        return row;
      }),
    );
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
  }

  #close() {
    this.#offers = [];
    this.#chosen = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    for (const [number, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(number === index));
    }
    if (index < 0) {
      this.input.removeAttribute("aria-activedescendant");
    } else {
      this.input.setAttribute("aria-activedescendant", `command-offer-${index}`);
    }
  }

  /** @param {number} index */
  #complete(index) {
    const offer = this.#offers[index];
    if (!offer) {
      return;
    }
    const stem = this.input.value.replace(/\S*$/, "");
    this.input.value = `${stem}${offer.fill} `;
    this.#back = 0;
    this.#keep();
    this.#show(true);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key } = event;
    const isOpen = this.#offers.length > 0;
    const atEnd = this.input.selectionStart === this.input.value.length;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
      return;
    }
    if (key === "Enter") {
      event.preventDefault();
      if (this.#chosen >= 0) {
        this.#complete(this.#chosen);
      } else {
        this.#run();
      }
    } else if (key === "Escape") {
      event.preventDefault();
      this.#close();
    } else if (isOpen && ((key === "Tab" && !event.shiftKey) || (key === "ArrowRight" && atEnd))) {
      event.preventDefault();
      this.#complete(Math.max(0, this.#chosen));
    } else if (key === "ArrowDown" && this.#back > 0) {
      event.preventDefault();
      this.#recall(this.#back - 1);
    } else if (key === "ArrowDown") {
      event.preventDefault();
      if (isOpen) {
        this.#choose(Math.min(this.#chosen + 1, this.#offers.length - 1));
      } else {
        this.#list();
      }
    } else if (key === "ArrowUp") {
      event.preventDefault();
      if (this.#chosen >= 0) {
        this.#choose(this.#chosen - 1);
      } else {
        this.#recall(this.#back + 1);
      }
    }
  }

  /** @param {number} back */
  #recall(back) {
    if (back > this.#history.length) {
      return;
    }
    if (this.#back === 0) {
      this.#typed = this.input.value;
    }
    this.#back = back;
    this.input.value = back === 0 ? this.#typed : (this.#history.at(-back) ?? "");
    this.#keep();
    this.#show(false);
  }

  /** @param {string} [wanted] the only line, with its effect, that Enter was pressed for */
  async #run(wanted) {
    const { verb, words, rest } = this.#parse();
    const effect = verb?.effect(words, rest);
    const line = this.input.value.trim();
    if (!verb || !effect?.ready) {
      if (!this.#running && line !== "") {
        this.input.setAttribute("aria-invalid", "true");
      }
      return;
    }
    const meant = `${line}\n${effect.text}`;
    if (this.#running) {
      this.#next = meant;
      return;
    }
    if (wanted !== undefined && wanted !== meant) {
      // It would do something else now than what was shown.
      return;
    }
    this.#close();
    this.#running = true;
    this.#tell(say("effect.running", { effect: effect.text }), false);
    const reply = await verb.run(words, rest);
    this.#running = false;
    if (reply.ok && this.#history.at(-1) !== line) {
      this.#history.push(line);
      this.#back = 0;
    }
    one(document, "#polite", HTMLElement).textContent = reply.text;
    if (this.input.value.trim() === line) {
      this.#answered(reply);
    } else {
      // Something else is being typed already; the reply has been read out.
      const next = this.#next;
      this.#show(false);
      if (next) {
        this.#run(next);
      }
    }
  }

  /** @param {Reply} reply */
  #answered({ ok, text }) {
    if (ok) {
      this.input.value = "";
      this.#keep();
    }
    this.#show(false);
    this.#tell(text, false);
    this.#replied = true;
    this.toggleAttribute("data-refused", !ok);
    if (!ok) {
      this.input.setAttribute("aria-invalid", "true");
    }
  }

  #keep() {
    if (this.input.value) {
      sessionStorage.setItem(KEPT, this.input.value);
    } else {
      sessionStorage.removeItem(KEPT);
    }
  }
}

/**
 * @param {Verb} verb
 * @param {string} text
 */
function begins(verb, text) {
  return verb.spellings.some((spelling) => spelling.startsWith(text.toUpperCase()));
}

customElements.define("command-line", CommandLine);
