/** Whether this desk can be heard; at the start of a shift somebody listens to each sound. */

import { one } from "../dom.js";
import { alarmOnce, audible, emergency, linkLost, ringOnce } from "../sound.js";

const SHIFT_MS = 8 * 60 * 60 * 1000;
const KEY = `cae.sound-heard.${document.documentElement.dataset.user ?? ""}`;
const SOUNDS = new Map([
  ["ring", ringOnce],
  ["alarm", () => alarmOnce()],
  ["emergency", () => emergency()],
  ["lost", linkLost],
]);

export class SoundCheck extends HTMLElement {
  #show = () => this.#update();

  connectedCallback() {
    const dialog = one(this, "dialog", HTMLDialogElement);
    one(this, "[data-open]", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
    dialog.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-sound]") : null;
      if (button instanceof HTMLElement) {
        SOUNDS.get(button.dataset.sound ?? "")?.();
      }
    });
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "heard") {
        localStorage.setItem(KEY, String(Date.now()));
      }
      this.#update();
    });
    document.addEventListener("cae:sound", this.#show);
    this.#update();
  }

  disconnectedCallback() {
    document.removeEventListener("cae:sound", this.#show);
  }

  #update() {
    const heard = Date.now() - Number(localStorage.getItem(KEY) ?? 0) < SHIFT_MS;
    this.dataset.state = audible() ? (heard ? "heard" : "untested") : "locked";
    for (const text of this.querySelectorAll("[data-when]")) {
      text.toggleAttribute("hidden", text.getAttribute("data-when") !== this.dataset.state);
    }
  }
}

customElements.define("sound-check", SoundCheck);
