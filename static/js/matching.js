/** What a hasty hand means: a callsign, a case number, a status, spelled as it comes. */

import { STATUSES } from "./statuses.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").CaseCard} CaseCard */

/**
 * @template T
 * @typedef {{found: T | null, among: T[]}} Match several where one cannot be told
 */

/**
 * A text without its accents, signs and capitals.
 *
 * @param {string} text
 */
export function plain(text) {
  return text
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase();
}

/**
 * The first rule that names anything decides.
 *
 * @template T
 * @param {T[]} things
 * @param {((thing: T) => boolean)[]} rules
 * @returns {Match<T>}
 */
function pick(things, rules) {
  for (const rule of rules) {
    const among = things.filter(rule);
    if (among.length > 0) {
      return { found: among.length === 1 ? (among[0] ?? null) : null, among };
    }
  }
  return { found: null, among: [] };
}

/**
 * A unit by its callsign, or by as much of it as is its alone.
 *
 * @template {{callsign: string}} T
 * @param {T[]} units
 * @param {string} text
 * @returns {Match<T>}
 */
export function matchUnit(units, text) {
  const wanted = plain(text);
  if (!wanted) {
    return { found: null, among: [] };
  }
  return pick(units, [
    (unit) => plain(unit.callsign) === wanted,
    (unit) => plain(unit.callsign).startsWith(wanted),
    (unit) => plain(unit.callsign).endsWith(wanted),
  ]);
}

/**
 * A case by its number, or by as much of its end as is its alone.
 *
 * @param {CaseCard[]} cards
 * @param {string} text
 * @returns {Match<CaseCard>}
 */
export function matchCase(cards, text) {
  const digits = plain(text);
  if (!/^\d+$/.test(digits)) {
    return { found: null, among: [] };
  }
  return pick(cards, [
    (card) => plain(card.reference) === digits,
    (card) => Number(card.reference.split("-")[1]) === Number(digits),
    (card) => plain(card.reference).endsWith(digits),
  ]);
}

/**
 * A status by its word in either language, or by as much of its beginning as is its alone.
 *
 * @param {string} text
 * @returns {Match<import("./statuses.js").Status>}
 */
export function matchStatus(text) {
  const wanted = plain(text);
  if (!wanted) {
    return { found: null, among: [] };
  }
  const words = (/** @type {import("./statuses.js").Status} */ each) =>
    [each.es, each.en, ...each.also, say(`unit.${each.status}`)].map(plain);
  return pick(STATUSES, [
    (each) => each.digit === wanted || words(each).includes(wanted),
    (each) => words(each).some((word) => word.startsWith(wanted)),
  ]);
}
