/** What the map shows: open cases and units, each with its place, shape and order. */

import { serviceOf } from "./shapes.js";
import { onSquare } from "./square.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */
/** @typedef {import("../types.js").PositionCard} PositionCard */
/** @typedef {{id: string, latitude: number | null, longitude: number | null}} Spot */

/**
 * `x` and `y` lie on the square of the world; `at` tells things of one point apart; `heard` is
 * when a unit was last heard of, in milliseconds, 0 for a case; `look` tells pictures apart.
 *
 * @typedef {{key: string, id: string, kind: "case" | "unit", x: number, y: number, at: string,
 *   shape: string, tone: string, filled: boolean, struck: boolean, heard: number,
 *   look: string, order: string, open: boolean, card: any}} Mark
 */

/** A position older than this is drawn fainter, and says its age. */
export const FRESH_S = 60;
const FAINTEST_S = 900;
const FAINTEST = 0.4;

/** @type {WeakMap<object, Mark>} */
const known = new WeakMap();

/**
 * @param {unknown} value
 * @returns {value is number}
 */
const isDegree = (value) => typeof value === "number" && Number.isFinite(value);

/**
 * Mark the cases that have a place: the open one where it is, the others at their town's point.
 *
 * @param {CaseCard[]} cases
 * @param {Spot | null} open
 * @returns {Mark[]}
 */
export function caseMarks(cases, open) {
  const marks = [];
  for (const card of cases) {
    const isOpen = card.id === open?.id;
    const exact = isOpen && isDegree(open?.latitude) && isDegree(open?.longitude);
    const point = exact ? [open.latitude, open.longitude] : card.point;
    const [latitude, longitude] = point ?? [];
    if (isDegree(latitude) && isDegree(longitude)) {
      const kept = known.get(card);
      marks.push(kept && !isOpen && !kept.open ? kept : mark(card, latitude, longitude, isOpen));
    }
  }
  return marks;
}

/**
 * @param {CaseCard} card
 * @param {number} latitude
 * @param {number} longitude
 * @param {boolean} open
 * @returns {Mark}
 */
function mark(card, latitude, longitude, open) {
  const [x, y] = onSquare(latitude, longitude);
  /** @type {Mark} */
  const made = {
    key: `case:${card.id}`,
    id: card.id,
    kind: "case",
    x,
    y,
    at: `${latitude},${longitude}`,
    shape: card.severity ?? "unjudged",
    tone: (card.severity ?? card.effective_severity).toLowerCase(),
    filled: true,
    struck: false,
    heard: 0,
    look: `${card.severity}/${card.effective_severity}/${open}`,
    order: `0${card.opened_at}${card.id}`,
    open,
    card,
  };
  known.set(card, made);
  return made;
}

/**
 * Mark the units whose position is known.
 *
 * @param {PositionCard[]} positions
 * @returns {Mark[]}
 */
export function unitMarks(positions) {
  const marks = [];
  for (const card of positions) {
    if (!isDegree(card.latitude) || !isDegree(card.longitude)) {
      continue;
    }
    let made = known.get(card);
    if (!made) {
      const [x, y] = onSquare(card.latitude, card.longitude);
      made = {
        key: `unit:${card.id}`,
        id: card.id,
        kind: "unit",
        x,
        y,
        at: `${card.latitude},${card.longitude}`,
        shape: serviceOf(card.kind),
        tone: "ink",
        filled: card.status !== "available" && card.status !== "out_of_service",
        struck: card.status === "out_of_service",
        heard: Date.parse(card.at) || 0,
        look: `${card.kind}/${card.status}`,
        order: `1${card.callsign}`,
        open: false,
        card,
      };
      known.set(card, made);
    }
    marks.push(made);
  }
  return marks;
}

/**
 * How strongly a position of this age is drawn, from 1 down to what can still be seen.
 *
 * @param {number} seconds
 */
export function strength(seconds) {
  const part = (seconds - FRESH_S) / (FAINTEST_S - FRESH_S);
  return 1 - Math.min(Math.max(part, 0), 1) * (1 - FAINTEST);
}
