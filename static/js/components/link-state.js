/** How old the picture is; loud when it is stale. */

import "./sound-check.js";
import { linkLost } from "../sound.js";

export class LinkState extends HTMLElement {
  #lost = false;

  /**
   * @param {"live" | "stale"} state
   * @param {number} seconds behind
   */
  show(state, seconds) {
    this.dataset.state = state;
    const whole = String(Math.max(0, Math.round(seconds)));
    const text = (this.dataset[state] ?? "").replace("{seconds}", whole);
    const span = this.querySelector(".text");
    if (span && span.textContent !== text) {
      span.textContent = text;
    }
    const banner = document.querySelector(".stale-banner");
    const stale = state === "stale";
    document.documentElement.toggleAttribute("data-stale", stale);
    if (banner instanceof HTMLElement) {
      banner.hidden = !stale;
      const age = banner.querySelector(".time");
      if (age) {
        age.textContent = `${whole} s`;
      }
    }
    if (stale && !this.#lost) {
      linkLost();
    }
    if (!stale && this.#lost) {
      document.dispatchEvent(new CustomEvent("cae:linked"));
    }
    this.#lost = stale;
  }
}

customElements.define("link-state", LinkState);
