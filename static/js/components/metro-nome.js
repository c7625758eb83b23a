/**
 * The beat of chest compressions, scheduled ahead on the audio clock.
 *
 * A timer only hands out beats of the coming second and a half; the audio clock places them. What
 * is seen sweeps with the sound and never flashes.
 */

import { one, write } from "../dom.js";
import { audio, click } from "../sound.js";
import { say } from "../words.js";

const AHEAD_S = 1.5;
const HAND_OUT_MS = 400;

export class MetroNome extends HTMLElement {
  /** @type {number | null | undefined} */
  #rate;
  #next = 0;
  #running = false;
  /** @type {number | undefined} */
  #timer;
  /** @type {AudioScheduledSourceNode[]} */
  #handed = [];

  connectedCallback() {
    this.#button.addEventListener("click", () => (this.#running ? this.stop() : this.start()));
  }

  disconnectedCallback() {
    this.stop();
  }

  get #button() {
    return one(this, "button", HTMLButtonElement);
  }

  /** @param {number | null} rate beats a minute; null ends the beat */
  setRate(rate) {
    // Undefined until the first state: only a script that comes to its beat starts it by itself.
    const begins = this.#rate === null && rate !== null;
    this.#rate = rate;
    if (rate === null) {
      this.stop();
      return;
    }
    write(this.querySelector(".rate b"), String(rate));
    if (begins) {
      this.start();
    }
  }

  start() {
    const context = audio();
    if (!context || this.#running || !this.#rate) {
      return;
    }
    this.#running = true;
    this.#next = context.currentTime + 0.1;
    this.#handOut();
    this.#timer = setInterval(() => this.#handOut(), HAND_OUT_MS);
    this.#show();
    this.#sweep();
  }

  stop() {
    clearInterval(this.#timer);
    for (const node of this.#handed) {
      node.stop();
    }
    this.#handed = [];
    if (this.#running) {
      this.#running = false;
      this.#show();
    }
  }

  #show() {
    this.#button.setAttribute("aria-pressed", String(this.#running));
    write(this.#button, say(this.#running ? "metronome.stop" : "metronome.start"));
    this.toggleAttribute("data-running", this.#running);
  }

  #handOut() {
    const context = audio();
    if (!context || !this.#rate) {
      return;
    }
    if (this.#next < context.currentTime) {
      this.#next = context.currentTime + 0.05;
    }
    while (this.#next < context.currentTime + AHEAD_S) {
      this.#handed.push(click(context, this.#next));
      this.#next += 60 / this.#rate;
    }
    this.#handed = this.#handed.slice(-8);
  }

  /** Move the bar with the audio clock, as long as the beat runs. */
  #sweep() {
    const context = audio();
    const bar = this.querySelector(".beat i");
    if (!this.#running || !this.#rate || !context || !(bar instanceof HTMLElement)) {
      return;
    }
    const beat = 60 / this.#rate;
    const phase = ((((context.currentTime - this.#next) % beat) + beat) % beat) / beat;
    bar.style.setProperty("transform", `scaleX(${(1 - phase).toFixed(3)})`);
    requestAnimationFrame(() => this.#sweep());
  }
}

customElements.define("metro-nome", MetroNome);
