/** Lay marks out on a screen: only what is in sight, side by side, counted where there are many. */

import { widthAt } from "./square.js";

/** @typedef {import("./marks.js").Mark} Mark */

/**
 * The piece of the world in sight: its corner and size in pixels at a zoom.
 *
 * @typedef {{zoom: number, left: number, top: number, width: number, height: number}} Frame
 * @typedef {{mark: Mark, x: number, y: number}} Single
 * @typedef {{marks: Mark[], cases: number, units: number, worst: string, x: number, y: number,
 *   key: string}} Crowd
 */

/** Above this many in sight they are counted by cells. */
export const MANY = 1500;
const CELL = 72;
const MARGIN = 24;
const APART = 24;
// A hexagon and the ring around it: more at one point are a crowd with its number.
const SIDE_BY_SIDE = 19;

/**
 * Lay out what is in sight.
 *
 * @param {Mark[]} marks
 * @param {Frame} frame
 * @param {Single | null} [held] what a hand is on stays where it was drawn
 * @param {number} [scale] how much larger than beside a case everything is drawn
 * @returns {{singles: Single[], crowds: Crowd[], seen: Mark[]}} places from the frame's corner
 */
export function lay(marks, frame, held = null, scale = 1) {
  const wide = widthAt(frame.zoom);
  const seen = marks.filter((mark) => {
    const [x, y] = [mark.x * wide - frame.left, mark.y * wide - frame.top];
    return x >= -MARGIN && x <= frame.width + MARGIN && y >= -MARGIN && y <= frame.height + MARGIN;
  });
  const many = seen.length > MANY;
  /** @type {Map<string, Mark[]>} */
  const groups = new Map();
  for (const mark of seen) {
    const key = many && !mark.open ? cellOf(mark, wide / scale) : mark.at;
    const group = groups.get(key);
    if (group) {
      group.push(mark);
    } else {
      groups.set(key, [mark]);
    }
  }
  /** @type {Single[]} */
  const singles = [];
  /** @type {Crowd[]} */
  const crowds = [];
  for (const [key, group] of groups) {
    if (group.length > (many ? 1 : SIDE_BY_SIDE)) {
      crowds.push(crowd(key, group, frame));
    } else {
      singles.push(...fan(group, frame, scale));
    }
  }
  for (const single of singles) {
    if (held && single.mark.key === held.mark.key) {
      [single.x, single.y] = [held.x, held.y];
    }
  }
  return { singles, crowds, seen };
}

/**
 * @param {Mark} mark
 * @param {number} wide
 */
function cellOf(mark, wide) {
  // Cells are of the world, not of the screen: who drags the map sees the same crowds.
  return `${Math.floor((mark.x * wide) / CELL)}/${Math.floor((mark.y * wide) / CELL)}`;
}

/**
 * @param {string} key
 * @param {Mark[]} marks
 * @param {Frame} frame
 * @returns {Crowd}
 */
function crowd(key, marks, frame) {
  const wide = widthAt(frame.zoom);
  const cases = marks.filter((mark) => mark.kind === "case");
  const mean = (/** @type {"x" | "y"} */ axis) =>
    (marks.reduce((sum, mark) => sum + mark[axis], 0) / marks.length) * wide;
  return {
    key,
    marks,
    cases: cases.length,
    units: marks.length - cases.length,
    worst: cases.map((mark) => mark.tone).sort()[0] ?? "",
    x: mean("x") - frame.left,
    y: mean("y") - frame.top,
  };
}

/**
 * Put marks of one point side by side: the first on it, the others around, ring by ring.
 *
 * @param {Mark[]} group
 * @param {Frame} frame
 * @param {number} scale
 * @returns {Single[]}
 */
function fan(group, frame, scale) {
  const wide = widthAt(frame.zoom);
  const ordered = group.length > 1 ? group.toSorted((a, b) => (a.order < b.order ? -1 : 1)) : group;
  return ordered.map((mark, index) => {
    const [dx, dy] = besides(index).map((step) => step * scale);
    return {
      mark,
      x: mark.x * wide - frame.left + (dx ?? 0),
      y: mark.y * wide - frame.top + (dy ?? 0),
    };
  });
}

/**
 * The place of the nth of one point, from that point; the same whoever else is there.
 *
 * @param {number} index
 * @returns {[number, number]} pixels
 */
export function besides(index) {
  if (index === 0) {
    return [0, 0];
  }
  let ring = 1;
  let first = 1;
  while (index >= first + ring * 6) {
    first += ring * 6;
    ring += 1;
  }
  const angle = ((index - first) / (ring * 6)) * 2 * Math.PI;
  return [Math.cos(angle) * ring * APART, Math.sin(angle) * ring * APART];
}

/**
 * What a hand points at: the nearest within reach, one thing before a crowd.
 *
 * @template {{x: number, y: number}} T
 * @param {T[]} things
 * @param {number} x
 * @param {number} y
 * @param {number} reach pixels
 * @returns {T | null}
 */
export function nearest(things, x, y, reach) {
  let found = null;
  let least = reach * reach;
  for (const thing of things) {
    const away = (thing.x - x) ** 2 + (thing.y - y) ** 2;
    if (away <= least) {
      found = thing;
      least = away;
    }
  }
  return found;
}
