/** The names of places over the base map, as many as fit. */

import { CanvasLayer } from "./canvas-layer.js";
import { fitting } from "./lettering.js";
import { cutFor, TILE, widthAt } from "./square.js";

/** @typedef {import("./sheets.js").Sheets} Sheets */
/** @typedef {import("./palette.js").Palette} Palette */

const SMALL_PX = 12;
const LARGE_PX = 14;
// A case at the town's point leaves its name legible.
const ABOVE = 12;

export class NamesLayer extends CanvasLayer {
  #sheets;
  #palette;
  #family;
  #scale;
  /** @type {Map<string, number>} */
  #widths = new Map();

  /**
   * @param {Sheets} sheets
   * @param {Palette} palette
   * @param {string} family of the letters
   * @param {number} scale
   */
  constructor(sheets, palette, family, scale) {
    super("names");
    this.#sheets = sheets;
    this.#palette = palette;
    this.#family = family;
    this.#scale = scale;
  }

  /**
   * @override
   * @param {CanvasRenderingContext2D} pen
   */
  paint(pen) {
    const font = (/** @type {boolean} */ large) =>
      `${large ? 600 : 450} ${(large ? LARGE_PX : SMALL_PX) * this.#scale}px ${this.#family}`;
    const measure = (/** @type {string} */ text, /** @type {boolean} */ large) => {
      const key = `${large ? "+" : "-"}${text}`;
      let wide = this.#widths.get(key);
      if (wide === undefined) {
        pen.font = font(large);
        wide = pen.measureText(text).width;
        this.#widths.set(key, wide);
      }
      return wide;
    };
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = this.#palette.of("halo");
    pen.fillStyle = this.#palette.of("name");
    for (const { text, x, y, large } of fitting(this.#inSight(), this.frame, measure)) {
      pen.font = font(large);
      pen.strokeText(text, x, y - ABOVE);
      pen.fillText(text, x, y - ABOVE);
      pen.fillRect(x - 1.5, y - 1.5, 3, 3);
    }
  }

  /** @returns {import("./lettering.js").Name[]} */
  #inSight() {
    const contents = this.#sheets.contents;
    if (!contents) {
      this.#sheets.ready.then(
        () => this.draw(),
        () => {},
      );
      return [];
    }
    const { zoom, left, top, width, height } = this.frame;
    const cut = cutFor({ z: zoom, x: 0, y: 0 }, contents.zooms).zoom;
    const wide = widthAt(zoom) / 2 ** cut;
    const scale = wide / contents.extent;
    const names = [];
    const missing = [];
    for (let x = Math.floor(left / wide); x * wide < left + width; x += 1) {
      for (let y = Math.floor(top / wide); y * wide < top + height; y += 1) {
        const key = `${cut}/${x}/${y}`;
        const sheet = this.#sheets.now(key);
        if (sheet === undefined) {
          missing.push(this.#sheets.get(key));
        }
        for (const [text, atX, atY, first] of sheet?.names ?? []) {
          names.push({
            text,
            x: x * wide + atX * scale - left,
            y: y * wide + atY * scale - top,
            zoom: first,
          });
        }
      }
    }
    if (missing.length > 0 && wide >= TILE) {
      const asked = this.frame;
      Promise.allSettled(missing).then((results) => {
        const came = results.some((result) => result.status === "fulfilled" && result.value);
        if (came && this.frame === asked) {
          this.draw();
        }
      });
    }
    return names;
  }
}
