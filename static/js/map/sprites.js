/** Shapes painted once each, and stamped on the map from then on. */

import { shapeOf } from "./shapes.js";

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./palette.js").Palette} Palette */

const BOX = 24;
const HALO = 5;
const UNIT_PX = 17;
const CASE_PX = 20;
const OPEN_PX = 26;

export class Sprites {
  /** @type {Map<string, HTMLCanvasElement>} */
  #painted = new Map();
  #density = 0;

  /**
   * @param {Palette} palette
   * @param {number} scale
   */
  constructor(palette, scale) {
    this.palette = palette;
    this.scale = scale;
  }

  /** Forget everything: the colours have changed. */
  clear() {
    this.#painted.clear();
  }

  /**
   * How large a mark is drawn, in pixels of the page.
   *
   * @param {Mark} mark
   */
  sizeOf(mark) {
    const size = mark.open ? OPEN_PX : CASE_PX;
    return (mark.kind === "unit" ? UNIT_PX : size) * this.scale;
  }

  /**
   * Give the picture of a mark; the point is its middle.
   *
   * @param {Mark} mark
   * @param {number} density
   * @returns {HTMLCanvasElement}
   */
  of(mark, density) {
    if (density !== this.#density) {
      this.clear();
      this.#density = density;
    }
    let picture = this.#painted.get(mark.look);
    if (!picture) {
      picture = this.#paint(mark, this.sizeOf(mark), density);
      this.#painted.set(mark.look, picture);
    }
    return picture;
  }

  /**
   * @param {Mark} mark
   * @param {number} size
   * @param {number} density
   */
  #paint(mark, size, density) {
    const picture = document.createElement("canvas");
    const scale = (size / BOX) * density;
    picture.width = picture.height = Math.ceil((size + 2 * HALO) * density);
    const pen = picture.getContext("2d");
    if (!pen) {
      return picture;
    }
    const margin = HALO * density;
    pen.setTransform(scale, 0, 0, scale, margin, margin);
    pen.lineJoin = "round";
    pen.lineCap = "round";
    const shape = shapeOf(mark.shape, mark.filled);
    const outline = new Path2D(shape.path);
    const tone = this.palette.of(mark.tone);
    // A halo of the page's own ground keeps every shape legible on any map.
    pen.strokeStyle = pen.fillStyle = this.palette.of("surface");
    pen.lineWidth = shape.line + 5;
    pen.stroke(outline);
    if (mark.shape !== "P4") {
      pen.fill(outline);
    }
    pen.strokeStyle = pen.fillStyle = tone;
    if (shape.fill) {
      pen.fill(outline);
    }
    if (shape.line > 0) {
      pen.lineWidth = shape.line;
      pen.stroke(outline);
    }
    if (shape.inner) {
      pen.fill(new Path2D(shape.inner));
    }
    if (mark.struck) {
      pen.lineWidth = 2.5;
      pen.stroke(new Path2D("M2 22 22 2"));
    }
    return picture;
  }
}
