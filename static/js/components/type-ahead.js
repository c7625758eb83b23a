/**
 * A combobox over a list that the server searches.
 *
 * data-url is asked with ?q=; data-value, data-text and data-note name the members of a result.
 * data-empty asks even before anything is typed; data-follow names a field whose text is searched
 * while this one is empty. Choosing fires "picked" with {value, text}.
 */

import { make, one } from "../dom.js";
import { readJson } from "../http.js";
import { say } from "../words.js";

const QUIET_MS = 120;

export class TypeAhead extends HTMLElement {
  /** @type {{value: string, text: string, note: string}[]} */
  #results = [];
  /** What stood in the box when the results were asked for. */
  #listed = "";
  #active = -1;
  #asked = 0;
  /** @type {number | undefined} */
  #timer;
  picked = "";

  get box() {
    return one(this, "[role=combobox]", HTMLInputElement);
  }

  get store() {
    return one(this, "input[type=hidden]", HTMLInputElement);
  }

  get list() {
    return one(this, "[role=listbox]", HTMLElement);
  }

  /** What is chosen, as the server knows it. */
  get value() {
    return this.store.value;
  }

  /** Whether something is typed that is none of the choices. */
  get undecided() {
    return this.box.value.trim() !== "" && this.box.value !== this.picked;
  }

  connectedCallback() {
    this.box.addEventListener("input", (event) => {
      event.stopPropagation();
      if (this.box.value === "" && this.store.value !== "") {
        this.#pick({ value: "", text: "", note: "" });
      }
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(), QUIET_MS);
    });
    this.box.addEventListener("focus", () => {
      if (this.box.value === "" && this.hasAttribute("data-empty")) {
        this.#ask();
      }
    });
    this.box.addEventListener("keydown", (event) => this.#onKey(event));
    this.addEventListener("focusout", () => {
      clearTimeout(this.#timer);
      this.#asked += 1;
      this.#close();
    });
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest("li") : null;
      const result = this.#results[Number(row?.dataset.index)];
      if (result) {
        this.#pick(result);
      }
    });
  }

  /**
   * Show a choice without telling anybody.
   *
   * @param {string} value
   * @param {string} text
   */
  write(value, text) {
    this.store.value = value;
    this.box.value = text;
    this.picked = text;
  }

  /** Leave the box empty for the next choice. */
  clear() {
    this.write("", "");
    this.#close();
  }

  /** Whether the list is of what stood in the box before more was typed. */
  get #isOld() {
    return this.#listed !== this.box.value.trim();
  }

  /** @param {boolean} [take] whether the first result is taken when it comes */
  async #ask(take = false) {
    clearTimeout(this.#timer);
    const follow = document.getElementById(this.dataset.follow ?? "");
    const followed =
      follow instanceof HTMLInputElement || follow instanceof HTMLTextAreaElement
        ? follow.value
        : "";
    const typed = this.box.value.trim();
    const query = typed || followed.trim();
    if (!query && !this.hasAttribute("data-empty")) {
      this.#close();
      return;
    }
    this.#asked += 1;
    const turn = this.#asked;
    let answer;
    try {
      answer = await readJson(`${this.dataset.url}?q=${encodeURIComponent(query)}`);
      if (!typed && query && !answer.results?.length) {
        answer = await readJson(`${this.dataset.url}?q=`);
      }
    } catch {
      return;
    }
    if (turn !== this.#asked) {
      return;
    }
    const { value = "code", text = "title", note = "" } = this.dataset;
    this.#results = (answer.results ?? []).map((/** @type {Record<string, unknown>} */ result) => ({
      value: String(result[value] ?? ""),
      text: String(result[text] ?? ""),
      note: String((note && result[note]) || ""),
    }));
    this.#listed = typed;
    const [first] = this.#results;
    if (take && first && !this.#isOld) {
      this.#pick(first);
    } else {
      this.#open(typed !== "");
    }
  }

  /** @param {boolean} choose whether the first result is taken by Enter or Tab */
  #open(choose) {
    this.#active = choose && this.#results.length ? 0 : -1;
    if (this.#results.length === 0) {
      const nothing = make("li", "quiet", say("nothing_found"));
      nothing.setAttribute("role", "option");
      nothing.setAttribute("aria-disabled", "true");
      this.list.replaceChildren(nothing);
    } else {
      this.list.replaceChildren(
        ...this.#results.map((result, index) => {
          const row = make("li", "", make("span", "", result.text), make("span", "", result.note));
          row.setAttribute("role", "option");
          row.id = `${this.list.id}-${index}`;
          row.dataset.index = String(index);
          return row;
        }),
      );
    }
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
    this.#mark();
  }

  #close() {
    this.list.hidden = true;
    this.#active = -1;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  #mark() {
    for (const [index, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(index === this.#active));
      if (index === this.#active) {
        this.box.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
      }
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen || this.#isOld) {
        this.#ask();
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = this.#results.length;
      this.#active = count ? (this.#active + step + count) % count : -1;
      this.#mark();
    } else if (event.key === "Enter" && isOpen && this.#isOld && !event.ctrlKey) {
      event.preventDefault();
      this.#ask(true);
    } else if (event.key === "Tab" && this.#isOld) {
      // Nothing is taken that was not asked for.
    } else if ((event.key === "Enter" || event.key === "Tab") && isOpen && !event.ctrlKey) {
      const result = this.#results[this.#active];
      if (result) {
        if (event.key === "Enter") {
          event.preventDefault();
        }
        this.#pick(result);
      }
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.#asked += 1;
      this.#close();
    }
  }

  /** @param {{value: string, text: string, note: string}} result */
  #pick(result) {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.write(result.value, result.text);
    this.#close();
    this.dispatchEvent(
      new CustomEvent("picked", {
        bubbles: true,
        detail: { value: result.value, text: result.text },
      }),
    );
  }
}

customElements.define("type-ahead", TypeAhead);
