/** The base map: land, borders and coast, drawn from the cut tiles on one canvas per tile. */

import { L } from "./leaflet.js";
import { cutFor, TILE } from "./square.js";

/** @typedef {import("./sheets.js").Sheets} Sheets */
/** @typedef {import("./sheets.js").Sheet} Sheet */
/** @typedef {import("./palette.js").Palette} Palette */
/** @typedef {ReturnType<typeof cutFor>} Piece */

const TOWNS_FROM = 8;
// Two atlases never meet exactly: the neighbours' land reaches a kilometre under the other's.
const OVERLAP_PX_AT_8 = 4;

export class Ground extends L.GridLayer {
  #sheets;
  #palette;

  /**
   * @param {Sheets} sheets
   * @param {Palette} palette
   */
  constructor(sheets, palette) {
    super({ tileSize: TILE, keepBuffer: 1, updateWhenIdle: false });
    this.#sheets = sheets;
    this.#palette = palette;
  }

  /**
   * @override
   * @param {import("leaflet").Coords} coords
   * @param {import("leaflet").DoneCallback} done
   */
  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    const density = Math.min(devicePixelRatio || 1, 2);
    canvas.width = canvas.height = TILE * density;
    this.#draw(canvas, coords).then(
      () => done(undefined, canvas),
      (error) => done(error, canvas),
    );
    return canvas;
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("leaflet").Coords} coords
   */
  async #draw(canvas, coords) {
    const { zooms, extent } = await this.#sheets.ready;
    const piece = cutFor(coords, zooms);
    const sheet = await this.#sheets.get(`${piece.zoom}/${piece.x}/${piece.y}`);
    const pen = canvas.getContext("2d");
    if (sheet && pen) {
      this.#paint(pen, sheet, piece, coords.z, (canvas.width * piece.times) / extent);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Sheet} sheet
   * @param {Piece} piece
   * @param {number} zoom
   * @param {number} scale pixels of the canvas for a unit of the sheet
   */
  #paint(pen, sheet, piece, zoom, scale) {
    const density = pen.canvas.width / TILE;
    pen.setTransform(
      scale,
      0,
      0,
      scale,
      -piece.column * pen.canvas.width,
      -piece.row * pen.canvas.height,
    );
    pen.lineJoin = "round";
    const line = (/** @type {string} */ layer, /** @type {number} */ pixels) => {
      const path = sheet.paths.get(layer);
      if (path) {
        pen.strokeStyle = this.#palette.of(layer);
        pen.lineWidth = (pixels * density) / scale;
        pen.stroke(path);
      }
    };
    for (const layer of ["near", "land"]) {
      const path = sheet.paths.get(layer);
      if (path) {
        pen.fillStyle = this.#palette.of(layer);
        if (layer === "near") {
          pen.strokeStyle = pen.fillStyle;
          pen.lineWidth = (OVERLAP_PX_AT_8 * 2 ** (zoom - 8) * density) / scale;
          pen.stroke(path);
        }
        pen.fill(path, "evenodd");
      }
    }
    if (zoom >= TOWNS_FROM) {
      line("town", zoom > TOWNS_FROM + 1 ? 1 : 0.75);
    }
    line("province", zoom >= TOWNS_FROM ? 1.5 : 1);
    line("coast", 1);
  }
}
