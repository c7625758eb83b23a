/**
 * A sorted list under live change that never moves what a hand is on.
 *
 * While it is hovered or holds focus, rows are patched where they stand, rows that ended are
 * hatched, new ones wait behind "N new · reorder". One Tab stop; arrows move; Enter chooses.
 */

import { make, write } from "../dom.js";
import { say } from "../words.js";

/**
 * @template T
 * @typedef {{key: (item: T) => string, build: (item: T) => HTMLElement,
 *   patch: (row: HTMLElement, item: T) => void,
 *   choose: (item: T, event: MouseEvent | KeyboardEvent) => void}} How
 */

const PAINT_MS = 250;

export class LiveList extends HTMLElement {
  /** @type {any[]} */
  #items = [];
  /** @type {How<any> | null} */
  #how = null;
  #hovered = false;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {number | undefined} */
  #timer;
  #painted = 0;
  #list = make("div", "rows");
  #reorder = make("button", "button reorder");

  connectedCallback() {
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", this.getAttribute("aria-label") ?? "");
    this.removeAttribute("aria-label");
    this.#reorder.setAttribute("type", "button");
    this.#reorder.hidden = true;
    this.replaceChildren(this.#reorder, this.#list);
    this.#reorder.addEventListener("click", () => {
      this.#paint(true);
      this.focusFirst();
    });
    this.addEventListener("pointerenter", () => {
      this.#hovered = true;
    });
    this.addEventListener("pointerleave", () => {
      this.#hovered = false;
      this.#schedule();
    });
    this.addEventListener("focusout", () => this.#schedule());
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    this.#list.addEventListener("click", (event) => {
      const row = event.target instanceof Element ? event.target.closest("[data-key]") : null;
      if (row instanceof HTMLElement) {
        this.#choose(row, event);
      }
    });
  }

  get frozen() {
    return this.#hovered || this.#list.contains(document.activeElement);
  }

  /**
   * Show these items, in this order, when the hand allows.
   *
   * @template T
   * @param {T[]} items
   * @param {How<T>} how
   * @param {{asked?: boolean}} [options] asked: the hand itself wants it, at once
   */
  render(items, how, { asked = false } = {}) {
    this.#items = items;
    this.#how = how;
    if (asked) {
      this.#paint(true);
    } else {
      this.#schedule();
    }
  }

  /** Put the focus on the row that has the Tab stop. */
  focusFirst() {
    if (!this.#list.firstElementChild) {
      // What waits to be painted is asked for now.
      this.#paint(true);
    }
    const row = this.#list.querySelector('[tabindex="0"]') ?? this.#list.firstElementChild;
    if (row instanceof HTMLElement) {
      row.focus();
    }
  }

  /**
   * Mark the row that is open elsewhere.
   *
   * @param {string} key
   */
  mark(key) {
    for (const [other, row] of this.#rows) {
      row.setAttribute("aria-selected", String(other === key));
    }
    this.dataset.marked = key;
  }

  #schedule() {
    if (this.#timer !== undefined) {
      return;
    }
    const wait = Math.max(0, this.#painted + PAINT_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#painted = performance.now();
      this.#paint(false);
    }, wait);
  }

  /** @param {boolean} force */
  #paint(force) {
    const how = this.#how;
    if (!how) {
      return;
    }
    const frozen = !force && this.frozen && this.#rows.size > 0;
    const wanted = new Map(this.#items.map((item) => [how.key(item), item]));
    for (const [key, row] of this.#rows) {
      const item = wanted.get(key);
      if (item) {
        how.patch(row, item);
        row.removeAttribute("data-gone");
      } else if (frozen) {
        row.setAttribute("data-gone", "");
      } else {
        row.remove();
        this.#rows.delete(key);
      }
    }
    const fresh = this.#items.filter((item) => !this.#rows.has(how.key(item)));
    const held = frozen ? this.#holdBack(fresh) : 0;
    if (!frozen) {
      this.#place(how);
    }
    this.#reorder.hidden = held === 0;
    write(this.#reorder, say("list.new", { count: held }));
    this.#rove();
  }

  /**
   * While frozen, rows that belong at the end may stand there; the others wait.
   *
   * @param {any[]} fresh
   */
  #holdBack(fresh) {
    const how = /** @type {How<any>} */ (this.#how);
    let tail = this.#items.length;
    while (tail > 0 && fresh.includes(this.#items[tail - 1])) {
      tail -= 1;
    }
    const last = this.#items.slice(tail);
    for (const item of last) {
      this.#list.append(this.#make(how, item));
    }
    return fresh.length - last.length;
  }

  /** @param {How<any>} how */
  #place(how) {
    /** @type {Element | null} */
    let cursor = this.#list.firstElementChild;
    for (const item of this.#items) {
      const row = this.#rows.get(how.key(item)) ?? this.#make(how, item);
      if (row === cursor) {
        cursor = cursor.nextElementSibling;
      } else {
        this.#list.insertBefore(row, cursor);
      }
    }
  }

  /**
   * @param {How<any>} how
   * @param {any} item
   */
  #make(how, item) {
    const key = how.key(item);
    const row = how.build(item);
    row.dataset.key = key;
    row.classList.add("row-item");
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(this.dataset.marked === key));
    row.tabIndex = -1;
    this.#rows.set(key, row);
    how.patch(row, item);
    return row;
  }

  #rove() {
    const rows = /** @type {HTMLElement[]} */ ([...this.#list.children]);
    const current = rows.filter((row) => row.tabIndex === 0);
    const first = rows[0];
    if (current.length === 0 && first) {
      first.tabIndex = 0;
    }
  }

  /**
   * @param {HTMLElement} row
   * @param {MouseEvent | KeyboardEvent} event
   */
  #choose(row, event) {
    const how = this.#how;
    const item = this.#items.find((candidate) => how?.key(candidate) === row.dataset.key);
    if (item && !row.hasAttribute("data-gone")) {
      how?.choose(item, event);
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const rows = /** @type {HTMLElement[]} */ ([...this.#list.children]);
    const here = rows.find((row) => row === document.activeElement);
    if (!here) {
      return;
    }
    const index = rows.indexOf(here);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[
      event.key
    ];
    if (to !== undefined) {
      event.preventDefault();
      const target = rows[Math.min(Math.max(to, 0), rows.length - 1)];
      if (target) {
        here.tabIndex = -1;
        target.tabIndex = 0;
        target.focus();
      }
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#choose(here, event);
    }
  }
}

customElements.define("live-list", LiveList);
