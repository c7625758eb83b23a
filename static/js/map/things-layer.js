/** Units and cases on one canvas, painted only when something has changed. */

import { now } from "../clock.js";
import { Painter } from "../live/painter.js";
import { CanvasLayer } from "./canvas-layer.js";
import { lay, nearest } from "./layout.js";
import { apart } from "./lettering.js";
import { strength } from "./marks.js";
import { Sprites } from "./sprites.js";
import { pixelsPerMetre, widthAt } from "./square.js";
import { ageOf } from "./telling.js";

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./layout.js").Single} Single */
/** @typedef {import("./layout.js").Crowd} Crowd */
/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {{x: number, y: number, latitude: number, radius: number}} Evidence */

const REACH = 16;
const NAMED_FROM_ZOOM = 9;
const NAMED_AT_MOST = 80;
const BESIDE = 13;

/** @param {Single} single */
const depth = ({ mark }) => (mark.open ? "" : mark.tone);

export class ThingsLayer extends CanvasLayer {
  #palette;
  #sprites;
  #family;
  #scale;
  /** @type {Mark[]} */
  #marks = [];
  /** @type {Evidence[]} */
  #evidence = [];
  /** @type {ReturnType<typeof lay>} */
  laid = { singles: [], crowds: [], seen: [] };
  /** @type {Single | null} */
  #held = null;
  #chosen = "";
  #painter = new Painter(() => this.draw());
  /** Called after each painting. */
  painted = () => {};

  /**
   * @param {Palette} palette
   * @param {string} family of the letters
   * @param {number} scale
   */
  constructor(palette, family, scale) {
    super("things");
    this.#palette = palette;
    this.#sprites = new Sprites(palette, scale);
    this.#family = family;
    this.#scale = scale;
  }

  /**
   * Show these from now on; equal lists paint nothing.
   *
   * @param {Mark[]} marks
   * @param {Evidence[]} evidence where the open case's phone says it is
   */
  show(marks, evidence) {
    const same =
      marks.length === this.#marks.length &&
      marks.every((mark, index) => mark === this.#marks[index]) &&
      JSON.stringify(evidence) === JSON.stringify(this.#evidence);
    if (!same) {
      this.#marks = marks;
      this.#evidence = evidence;
      this.later();
    }
  }

  /** Paint soon: at once after a quiet time, in company otherwise. */
  later() {
    this.#painter.add(["things"]);
  }

  /** The colours have changed. */
  repaint() {
    this.#sprites.clear();
    this.draw();
  }

  end() {
    this.#painter.end();
  }

  /** @param {string} key of the mark that is ringed; empty for none */
  choose(key) {
    if (key !== this.#chosen) {
      this.#chosen = key;
      this.draw();
    }
  }

  /**
   * What lies under a point of the map; while a hand is there, it stays where it is drawn.
   *
   * @param {number} x in pixels from the map's corner
   * @param {number} y
   * @returns {{single: Single | null, crowd: Crowd | null}}
   */
  under(x, y) {
    const [atX, atY] = [x + this.margin.x, y + this.margin.y];
    const single = nearest(this.laid.singles, atX, atY, REACH * this.#scale);
    const crowd = single ? null : nearest(this.laid.crowds, atX, atY, REACH * 1.5 * this.#scale);
    this.#held = single;
    return { single, crowd };
  }

  letGo() {
    this.#held = null;
  }

  /**
   * @override
   * @param {CanvasRenderingContext2D} pen
   * @param {number} density
   */
  paint(pen, density) {
    this.laid = lay(this.#marks, this.frame, this.#held, this.#scale);
    const { singles, crowds } = this.laid;
    this.#paintEvidence(pen);
    for (const crowd of crowds) {
      this.#paintCrowd(pen, crowd);
    }
    const units = singles.filter(({ mark }) => mark.kind === "unit");
    const cases = singles.filter(({ mark }) => mark.kind === "case");
    // The gravest and the open one lie on top.
    cases.sort((a, b) => (depth(a) < depth(b) ? 1 : -1));
    for (const single of [...units, ...cases]) {
      this.#paintSingle(pen, single, density);
    }
    if (this.frame.zoom >= NAMED_FROM_ZOOM && units.length <= NAMED_AT_MOST) {
      this.#paintCallsigns(pen, units);
    }
    this.painted();
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Single} single
   * @param {number} density
   */
  #paintSingle(pen, { mark, x, y }, density) {
    const picture = this.#sprites.of(mark, density);
    const size = picture.width / density;
    pen.globalAlpha = mark.heard ? strength((now() - mark.heard) / 1000) : 1;
    pen.drawImage(picture, x - size / 2, y - size / 2, size, size);
    pen.globalAlpha = 1;
    if (mark.open || mark.key === this.#chosen) {
      pen.lineWidth = 3;
      pen.strokeStyle = this.#palette.of(mark.key === this.#chosen ? "focus" : "ink");
      pen.beginPath();
      pen.arc(x, y, this.#sprites.sizeOf(mark) / 2 + 5, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Crowd} crowd
   */
  #paintCrowd(pen, { marks, worst, x, y }) {
    const radius = (13 + Math.min(9, Math.log10(marks.length) * 4)) * this.#scale;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = this.#palette.of("surface");
    pen.fill();
    pen.lineWidth = worst ? 4 : 2;
    pen.strokeStyle = this.#palette.of(worst || "ink");
    pen.stroke();
    pen.fillStyle = this.#palette.of("ink");
    pen.font = `650 ${13 * this.#scale}px ${this.#family}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(String(marks.length), x, y + 1);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Single[]} units
   */
  #paintCallsigns(pen, units) {
    pen.font = `600 ${12 * this.#scale}px ${this.#family}`;
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = this.#palette.of("halo");
    pen.fillStyle = this.#palette.of("ink");
    const names = units.map(({ mark, x, y }) => {
      const text = [mark.card.callsign, ageOf(mark)].filter(Boolean).join(" · ");
      return { text, left: x + BESIDE * this.#scale, middle: y, wide: pen.measureText(text).width };
    });
    for (const { text, left, middle } of apart(names, this.laid.singles)) {
      pen.strokeText(text, left, middle);
      pen.fillText(text, left, middle);
    }
  }

  /** @param {CanvasRenderingContext2D} pen */
  #paintEvidence(pen) {
    const { zoom, left, top } = this.frame;
    const wide = widthAt(zoom);
    pen.strokeStyle = this.#palette.of("evidence");
    pen.lineWidth = 2;
    for (const { x, y, latitude, radius } of this.#evidence) {
      const [atX, atY] = [x * wide - left, y * wide - top];
      const pixels = radius * pixelsPerMetre(latitude, zoom);
      pen.beginPath();
      pen.moveTo(atX - 5, atY);
      pen.lineTo(atX + 5, atY);
      pen.moveTo(atX, atY - 5);
      pen.lineTo(atX, atY + 5);
      pen.stroke();
      if (pixels > 4) {
        pen.setLineDash([6, 4]);
        pen.beginPath();
        pen.arc(atX, atY, pixels, 0, 2 * Math.PI);
        pen.stroke();
        pen.setLineDash([]);
      }
    }
  }
}
