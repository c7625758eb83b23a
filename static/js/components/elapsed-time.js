/** Time since a moment, or until it; it counts in the browser on the server's clock. */

import { each, since, span } from "../clock.js";
import { write } from "../dom.js";

export class ElapsedTime extends HTMLElement {
  static observedAttributes = ["at"];

  /** @type {(() => void) | null} */
  #stop = null;

  connectedCallback() {
    this.#stop = each(() => this.#draw());
    this.#draw();
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  attributeChangedCallback() {
    this.#draw();
  }

  #draw() {
    const at = this.getAttribute("at");
    if (!at) {
      write(this, "");
      return;
    }
    const seconds = since(at);
    const isDeadline = this.hasAttribute("data-until");
    write(this, span(isDeadline ? Math.abs(seconds) : seconds));
    this.toggleAttribute("data-over", isDeadline && seconds > 0);
  }
}

customElements.define("elapsed-time", ElapsedTime);
