/** Tell one listener what changed: the first change at once, later ones in company. */

export const PAINT_MS = 250;

export class Painter {
  /** @type {Set<string>} */
  #changed = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #ended = false;
  /** @type {(changed: Set<string>) => void} */
  #paint;

  /** @param {(changed: Set<string>) => void} paint */
  constructor(paint) {
    this.#paint = paint;
  }

  /**
   * @param {Iterable<string>} keys
   * @param {boolean} [atOnce] does not wait for company
   */
  add(keys, atOnce = false) {
    for (const key of keys) {
      this.#changed.add(key);
    }
    if ((atOnce || this.#timer === undefined) && !this.#ended) {
      clearTimeout(this.#timer);
      this.#flush();
    }
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #flush() {
    const changed = this.#changed;
    this.#changed = new Set();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#changed.size > 0) {
        this.#flush();
      }
    }, PAINT_MS);
    try {
      this.#paint(changed);
    } catch (error) {
      // One pane's fault must not keep the others from their changes.
      setTimeout(() => {
        throw error;
      });
    }
  }
}
