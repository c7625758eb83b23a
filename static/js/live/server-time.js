/** The server's clock as this browser knows it, whatever its own clock says. */

const SAMPLES = 30;

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
      this.#offsets.push(server - performance.now());
      this.#offsets.splice(0, this.#offsets.length - SAMPLES);
      this.#best = Math.max(...this.#offsets);
    }
  }

  /** Now, in milliseconds since 1970. */
  now() {
    return performance.now() + this.#best;
  }
}
