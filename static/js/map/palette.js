/** The colours of the page as a canvas needs them: resolved, in light, dark and forced colours. */

import { colour, whenColoursChange } from "../theme.js";

const NAMES = [
  "sea",
  "near",
  "land",
  "town",
  "province",
  "coast",
  "name",
  "halo",
  "ink",
  "surface",
  "focus",
  "evidence",
  "p0",
  "p1",
  "p2",
  "p3",
  "p4",
];

export class Palette {
  /** @type {Record<string, string>} */
  #colours = {};
  #probe = document.createElement("span");
  /** @type {() => void} */
  #stop;

  /**
   * @param {HTMLElement} host whose style has --map-… for each name
   * @param {() => void} onChange
   */
  constructor(host, onChange) {
    this.#probe.className = "palette-probe";
    this.#probe.hidden = true;
    host.append(this.#probe);
    this.#read();
    this.#stop = whenColoursChange(() => {
      this.#read();
      onChange();
    });
  }

  /** @param {string} name */
  of(name) {
    return this.#colours[name] ?? "";
  }

  end() {
    this.#stop();
    this.#probe.remove();
  }

  #read() {
    for (const name of NAMES) {
      this.#colours[name] = colour(this.#probe, `--map-${name}`);
    }
  }
}
