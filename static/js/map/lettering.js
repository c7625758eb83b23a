/** Which names fit on the map without touching each other, the weightiest first. */

/**
 * @typedef {{text: string, x: number, y: number, zoom: number}} Name
 */

const LINE = 15;
const GAP = 4;
const ABOVE = 8;
/** The weighty names stand out where their first zoom is at most this. */
export const LARGE = 6;

/**
 * Choose the names that fit; each is written centred above its point.
 *
 * @param {Name[]} names of one region, the weightiest first
 * @param {{zoom: number, width: number, height: number}} frame
 * @param {(text: string, large: boolean) => number} measure its width in pixels
 * @returns {(Name & {left: number, top: number, wide: number, large: boolean})[]}
 */
export function fitting(names, frame, measure) {
  /** @type {(Name & {left: number, top: number, wide: number, large: boolean})[]} */
  const chosen = [];
  const candidates = names
    .filter(({ x, y, zoom }) => zoom <= frame.zoom && isIn(x, y, frame))
    .sort((a, b) => a.zoom - b.zoom);
  for (const name of candidates) {
    const large = name.zoom <= LARGE;
    const wide = measure(name.text, large);
    const left = name.x - wide / 2;
    const top = name.y - LINE - ABOVE;
    const touches = chosen.some(
      (other) =>
        left < other.left + other.wide + GAP &&
        other.left < left + wide + GAP &&
        top < other.top + LINE + ABOVE + GAP &&
        other.top < top + LINE + ABOVE + GAP,
    );
    if (!touches) {
      chosen.push({ ...name, left, top, wide, large });
    }
  }
  return chosen;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {{width: number, height: number}} frame
 */
function isIn(x, y, { width, height }) {
  return x >= 0 && y >= 0 && x <= width && y <= height;
}

/**
 * Keep the lines of text that touch neither each other nor a thing.
 *
 * @template {{left: number, middle: number, wide: number}} T
 * @param {T[]} lines each beside its own thing
 * @param {{x: number, y: number}[]} things
 * @returns {T[]}
 */
export function apart(lines, things) {
  /** @type {T[]} */
  const kept = [];
  for (const line of lines) {
    const right = line.left + line.wide;
    const covers = things.some(
      ({ x, y }) => x > line.left && x < right + GAP && Math.abs(y - line.middle) < LINE,
    );
    const touches = kept.some(
      (other) =>
        line.left < other.left + other.wide + GAP &&
        other.left < right + GAP &&
        Math.abs(other.middle - line.middle) < LINE,
    );
    if (!covers && !touches) {
      kept.push(line);
    }
  }
  return kept;
}
