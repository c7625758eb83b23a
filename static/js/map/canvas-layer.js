/** A canvas over the map, larger than what is in sight, so that a dragging hand uncovers nothing. */

import { L } from "./leaflet.js";

/** @typedef {import("./layout.js").Frame} Frame */

const MARGIN = 0.2;

export class CanvasLayer extends L.Layer {
  #canvas = document.createElement("canvas");
  /** @type {Frame} */
  frame = { zoom: 0, left: 0, top: 0, width: 0, height: 0 };
  /** How far the canvas reaches over the map's edge, in pixels to the right and down. */
  margin = { x: 0, y: 0 };
  /** @type {import("leaflet").Map | null} */
  #map = null;

  /** @param {string} name class of the canvas */
  constructor(name) {
    super();
    this.#canvas.className = `leaflet-zoom-hide ${name}`;
    this.#canvas.setAttribute("aria-hidden", "true");
  }

  get canvas() {
    return this.#canvas;
  }

  /**
   * @override
   * @param {import("leaflet").Map} map
   */
  onAdd(map) {
    this.#map = map;
    map.getPanes().overlayPane.append(this.#canvas);
    map.on("moveend", this.place, this);
    this.place();
    return this;
  }

  /**
   * @override
   * @param {import("leaflet").Map} map
   */
  onRemove(map) {
    map.off("moveend", this.place, this);
    this.#canvas.remove();
    this.#map = null;
    return this;
  }

  /** Lay the canvas over what is in sight, and paint it. */
  place() {
    const map = this.#map;
    if (!map) {
      return;
    }
    const size = map.getSize();
    const margin = size.multiplyBy(MARGIN).round();
    const corner = map.containerPointToLayerPoint(margin.multiplyBy(-1));
    const world = map.getPixelBounds().min?.subtract(margin) ?? L.point(0, 0);
    this.margin = { x: margin.x, y: margin.y };
    const [width, height] = [size.x + 2 * margin.x, size.y + 2 * margin.y];
    const density = Math.min(devicePixelRatio || 1, 2);
    const [wide, high] = [Math.round(width * density), Math.round(height * density)];
    if (this.#canvas.width !== wide || this.#canvas.height !== high) {
      [this.#canvas.width, this.#canvas.height] = [wide, high];
      this.#canvas.style.inlineSize = `${width}px`;
      this.#canvas.style.blockSize = `${height}px`;
    }
    L.DomUtil.setPosition(this.#canvas, corner);
    this.frame = { zoom: map.getZoom(), left: world.x, top: world.y, width, height };
    this.draw();
  }

  /** Paint again where the canvas lies; nothing where there is nothing to see. */
  draw() {
    const pen = this.#canvas.getContext("2d");
    if (!this.#map || !pen || this.frame.width === 0 || this.frame.height === 0) {
      return;
    }
    const density = this.#canvas.width / this.frame.width;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    pen.setTransform(density, 0, 0, density, 0, 0);
    this.paint(pen, density);
  }

  /**
   * @param {CanvasRenderingContext2D} _pen in pixels of the page, from the canvas's corner
   * @param {number} _density pixels of the screen for one of the page
   */
  paint(_pen, _density) {}
}
