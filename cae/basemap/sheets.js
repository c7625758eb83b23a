/** Cut the layers into tiles of two zooms, written as small as JSON allows. */

import GeoJSONVT from "geojson-vt";
import { FRAME } from "./layers.js";

/** Tiles are cut at these zooms; a screen draws the next lower one larger. */
export const ZOOMS = [4, 8];
/** A tile's width in its own units: finer than the atlas's grid at both zooms. */
export const EXTENT = 8192;
const BUFFER = 64;
const [FAR, CLOSE] = ZOOMS;

/**
 * Write a line as its first point and the steps from point to point; steps of nothing fall out.
 *
 * @param {number[][]} line
 */
export function steps(line) {
  const written = [];
  let [lastX, lastY] = [0, 0];
  for (const [x, y] of line) {
    const [dx, dy] = [Math.round(x) - lastX, Math.round(y) - lastY];
    if (written.length === 0 || dx !== 0 || dy !== 0) {
      written.push(dx, dy);
      [lastX, lastY] = [lastX + dx, lastY + dy];
    }
  }
  return written;
}

/**
 * Where a point lies in the square of the whole world, from 0 to 1, down and to the right.
 *
 * @param {number} longitude
 * @param {number} latitude
 */
export function onSquare(longitude, latitude) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI];
}

/**
 * Cut everything into tiles.
 *
 * @param {any} collection what `layers` gives
 * @param {ReturnType<typeof import("./names.js").names>} names
 * @returns {Map<string, Record<string, unknown>>} by "zoom/x/y"; a layer is a list of lines as
 *   `steps` writes them, `names` a list of [name, x, y, first zoom]
 */
export function cut(collection, names) {
  const index = new GeoJSONVT(collection, {
    maxZoom: CLOSE,
    indexMaxZoom: FAR,
    indexMaxPoints: 0,
    tolerance: 4,
    extent: EXTENT,
    buffer: BUFFER,
  });
  /** @type {Map<string, Record<string, unknown>>} */
  const sheets = new Map();
  for (const zoom of ZOOMS) {
    const side = 2 ** zoom;
    const [west, north] = onSquare(FRAME[0], FRAME[3]).map((part) => Math.floor(part * side));
    const [east, south] = onSquare(FRAME[2], FRAME[1]).map((part) => Math.floor(part * side));
    for (let x = west; x <= east; x += 1) {
      for (let y = north; y <= south; y += 1) {
        const tile = index.getTile(zoom, x, y);
        const written = tile ? layersOf(tile, zoom) : {};
        if (Object.keys(written).length > 0) {
          sheets.set(`${zoom}/${x}/${y}`, written);
        }
      }
    }
  }
  for (const name of names) {
    for (const zoom of ZOOMS.filter((each) => each === CLOSE || name.zoom < CLOSE)) {
      place(sheets, name, zoom);
    }
  }
  return sheets;
}

/**
 * @param {any} tile
 * @param {number} zoom
 */
function layersOf(tile, zoom) {
  /** @type {Record<string, number[][]>} */
  const written = {};
  for (const { geometry, tags } of tile.features) {
    // From far away the towns' borders are a grey haze: they are left out.
    if (tags.layer !== "town" || zoom === CLOSE) {
      const lines = geometry.map(steps).filter((line) => line.length > 2);
      written[tags.layer] = [...(written[tags.layer] ?? []), ...lines];
    }
  }
  return written;
}

/**
 * @param {Map<string, any>} sheets
 * @param {{name: string, longitude: number, latitude: number, zoom: number}} name
 * @param {number} zoom
 */
function place(sheets, name, zoom) {
  const [x, y] = onSquare(name.longitude, name.latitude).map((part) => part * 2 ** zoom);
  const sheet = sheets.get(`${zoom}/${Math.floor(x)}/${Math.floor(y)}`);
  if (sheet) {
    sheet.names ??= [];
    const at = [x, y].map((part) => Math.floor((part % 1) * EXTENT));
    sheet.names.push([name.name, ...at, name.zoom]);
  }
}
