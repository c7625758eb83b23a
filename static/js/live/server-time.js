/** The server's clock as this browser knows it, whatever its own clock says. */

const SAMPLES = 30;
/** So much earlier than expected is no late frame: the clock itself was set back. */
const SET_BACK_MS = 60_000;

export class ServerTime {
  /** @type {number[]} */
  #offsets = [];
  #best = Date.now() - performance.now();

  /**
   * Learn from a frame's time. A frame can only be late, so the greatest offset is the truest.
   *
   * @param {string} iso
   */
  tell(iso) {
    const server = Date.parse(iso);
    if (!Number.isNaN(server)) {
      const offset = server - performance.now();
      if (offset < this.#best - SET_BACK_MS) this.#offsets = [];
      this.#offsets.push(offset);
      this.#offsets.splice(0, this.#offsets.length - SAMPLES);
      this.#best = Math.max(...this.#offsets);
    }
  }

  /** Now, in milliseconds since 1970. */
  now() {
    return performance.now() + this.#best;
  }
}
