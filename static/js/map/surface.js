/** The map under the hand: Leaflet with the base map, the names and the things. */

import { Ground } from "./ground.js";
import { L } from "./leaflet.js";
import { NamesLayer } from "./names-layer.js";
import { Sheets } from "./sheets.js";
import { ThingsLayer } from "./things-layer.js";
import { COUNTRY, keepView, keptView, readView } from "./views.js";

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./layout.js").Crowd} Crowd */
/** @typedef {import("./palette.js").Palette} Palette */

const [SOUTH, WEST, NORTH, EAST] = COUNTRY;
const FARTHEST = 4;
const CLOSEST = 16;
const INTO_CROWD = 2;
const STEP_PX = 80;
/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-STEP_PX, 0],
  ArrowRight: [STEP_PX, 0],
  ArrowUp: [0, -STEP_PX],
  ArrowDown: [0, STEP_PX],
};
/** Nothing glides: a move of the map is one step, and each step was asked for. */
const STILL = { animate: false };

export class Surface {
  /** @type {(mark: Mark | null, crowd: Crowd | null) => void} */
  onPoint = () => {};
  /** @type {(mark: Mark | null) => void} */
  onPick = () => {};
  onPainted = () => {};
  onMissing = () => {};
  #map;
  #ground;
  #names;
  #watcher;
  #placed = false;
  #loaded = false;
  #settings;

  /**
   * @param {HTMLElement} element
   * @param {Palette} palette
   * @param {DOMStringMap} settings sheets: the cut tiles' folder; view; kept: the room's name;
   *   tiles: address of a tile server; scale: 1 beside a case, more on a wall
   */
  constructor(element, palette, settings) {
    this.#settings = settings;
    const family = getComputedStyle(element).fontFamily;
    const scale = Number(settings.scale ?? 1);
    const sheets = new Sheets(settings.sheets ?? "");
    sheets.ready.catch(() => this.onMissing());
    this.#map = L.map(element, {
      attributionControl: false,
      boxZoom: false,
      fadeAnimation: false,
      inertia: false,
      keyboard: false,
      markerZoomAnimation: false,
      maxZoom: CLOSEST,
      minZoom: FARTHEST,
      zoomAnimation: false,
      zoomControl: false,
    });
    this.#map.whenReady(() => {
      this.#loaded = true;
    });
    L.control.scale({ imperial: false, maxWidth: 80 }).addTo(this.#map);
    this.#ground = new Ground(sheets, palette).addTo(this.#map);
    this.#names = new NamesLayer(sheets, palette, family, scale);
    this.things = new ThingsLayer(palette, family, scale);
    this.things.painted = () => this.onPainted();
    if (settings.tiles) {
      this.#serve(settings.tiles);
    } else {
      this.#names.addTo(this.#map);
    }
    this.things.addTo(this.#map);
    this.#listen();
    this.#watcher = new ResizeObserver(() => this.fit());
    this.#watcher.observe(element);
    document.fonts.ready.then(() => this.#names.place());
    this.fit();
  }

  get view() {
    if (!this.#loaded) {
      return null;
    }
    const { lat, lng } = this.#map.getCenter();
    return { latitude: lat, longitude: lng, zoom: this.#map.getZoom() };
  }

  end() {
    this.#watcher.disconnect();
    this.things.end();
    this.#map.remove();
  }

  /** Take the room there is; what stood in the middle stays there. */
  fit() {
    const { clientWidth, clientHeight } = this.#map.getContainer();
    if (clientWidth === 0 || clientHeight === 0) {
      return;
    }
    this.#map.invalidateSize(STILL);
    if (!this.#placed) {
      this.#placed = true;
      const view = keptView(this.#settings.kept ?? "") ?? readView(this.#settings.view);
      if (view) {
        this.go(view.latitude, view.longitude, view.zoom, { atLeast: false });
      } else {
        this.whole();
      }
      this.#map.on("moveend", () => this.view && keepView(this.#settings.kept ?? "", this.view));
    }
  }

  /**
   * Bring a point to the middle, a hand having asked for it.
   *
   * @param {number} latitude
   * @param {number} longitude
   * @param {number} zoom
   * @param {{atLeast?: boolean}} [options] atLeast: who is closer already stays so
   */
  go(latitude, longitude, zoom, { atLeast = true } = {}) {
    const closer = atLeast && this.#loaded ? Math.max(zoom, this.#map.getZoom()) : zoom;
    this.#map.setView([latitude, longitude], closer, STILL);
  }

  whole() {
    this.#map.fitBounds(
      [
        [SOUTH, WEST],
        [NORTH, EAST],
      ],
      STILL,
    );
  }

  /** @param {1 | -1} step */
  zoom(step) {
    this.#map.setZoom(this.#map.getZoom() + step, STILL);
  }

  /**
   * Do what a key asks of the map.
   *
   * @param {string} key
   * @returns {boolean} whether it asks anything
   */
  press(key) {
    const arrow = ARROWS[key];
    if (arrow) {
      this.#map.panBy(arrow, STILL);
    } else if (key === "+" || key === "-") {
      this.zoom(key === "+" ? 1 : -1);
    } else if (key === "Home") {
      this.whole();
    } else {
      return false;
    }
    return true;
  }

  /** The colours have changed. */
  repaint() {
    this.#ground.redraw();
    this.#names.draw();
    this.things.repaint();
  }

  #listen() {
    this.#map.on("mousemove", (event) => {
      const { single, crowd } = this.things.under(event.containerPoint.x, event.containerPoint.y);
      this.#map.getContainer().toggleAttribute("data-pointing", Boolean(single ?? crowd));
      this.onPoint(single?.mark ?? null, crowd);
    });
    // After a move of the map something else, or nothing, lies under the hand.
    this.#map.on("mouseout moveend", () => {
      this.things.letGo();
      this.onPoint(null, null);
    });
    this.#map.on("click", (event) => {
      const { single, crowd } = this.things.under(event.containerPoint.x, event.containerPoint.y);
      if (crowd) {
        this.#map.setZoomAround(event.latlng, this.#map.getZoom() + INTO_CROWD, STILL);
      } else {
        this.onPick(single?.mark ?? null);
      }
    });
  }

  /**
   * Lay a tile server's pictures over the ground; where none comes, names stand there instead.
   *
   * @param {string} address
   */
  #serve(address) {
    const pictures = L.tileLayer(address, { maxZoom: CLOSEST });
    pictures.on("tileload", () => this.#names.remove());
    pictures.on("tileerror", () => this.#names.addTo(this.#map));
    pictures.addTo(this.#map);
  }
}
