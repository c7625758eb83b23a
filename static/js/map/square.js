/** Where things lie on the square of the whole world, as every web map draws it. */

export const TILE = 256;
const EARTH_M = 40_075_016.686;

/**
 * A point's place on the square, from 0 to 1, to the right and down.
 *
 * @param {number} latitude
 * @param {number} longitude
 * @returns {[number, number]}
 */
export function onSquare(latitude, longitude) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  const down = 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
  return [longitude / 360 + 0.5, Math.min(Math.max(down, 0), 1)];
}

/**
 * How wide the square is drawn, in pixels.
 *
 * @param {number} zoom
 */
export function widthAt(zoom) {
  return TILE * 2 ** zoom;
}

/**
 * How many pixels a metre takes, on the ground at this latitude.
 *
 * @param {number} latitude
 * @param {number} zoom
 */
export function pixelsPerMetre(latitude, zoom) {
  return widthAt(zoom) / (EARTH_M * Math.cos((latitude * Math.PI) / 180));
}

/**
 * The tile that was cut for a tile that is drawn: itself, or the one that holds it.
 *
 * @param {{z: number, x: number, y: number}} drawn
 * @param {number[]} zooms of the cut tiles, rising
 * @returns {{zoom: number, x: number, y: number, times: number, column: number, row: number}}
 *   `times` larger than it was cut, of which this is the piece at `column` and `row`
 */
export function cutFor({ z, x, y }, zooms) {
  const zoom = zooms.findLast((each) => each <= z) ?? zooms[0] ?? 0;
  const times = 2 ** (z - zoom);
  const [left, top] = [Math.floor(x / times), Math.floor(y / times)];
  return { zoom, x: left, y: top, times, column: x - left * times, row: y - top * times };
}
