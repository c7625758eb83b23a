/** What the map says of a thing, in words: on it, in its list, and under the hand. */

import { now, since, span } from "../clock.js";
import { complaintOf } from "../components/case-list.js";
import { say } from "../words.js";
import { FRESH_S } from "./marks.js";

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./layout.js").Crowd} Crowd */

/**
 * How long ago a position was told, where that is worth saying.
 *
 * @param {Mark} mark
 */
export function ageOf(mark) {
  const seconds = mark.heard ? (now() - mark.heard) / 1000 : 0;
  return seconds > FRESH_S ? say("map.minutes", { minutes: Math.floor(seconds / 60) }) : "";
}

/**
 * The first words of a thing: a case's gravity and reason, a unit's name.
 *
 * @param {Mark} mark
 */
export function titleOf({ kind, card }) {
  if (kind === "unit") {
    return card.callsign;
  }
  return complaintOf(card);
}

/**
 * The words after the first.
 *
 * @param {Mark} mark
 */
export function detailOf(mark) {
  const { kind, card } = mark;
  const parts =
    kind === "unit"
      ? [say(`service.${mark.shape}`), say(`unit.${card.status}`), ageOf(mark)]
      : [card.municipality, card.reference.slice(-6), span(since(card.opened_at))];
  return parts.filter(Boolean).join(" · ");
}

/**
 * The gravity of a case in words; a unit has none.
 *
 * @param {Mark} mark
 */
export function gravityOf({ kind, card }) {
  if (kind === "unit") {
    return "";
  }
  const word = card.severity === null ? "severity.unjudged" : `severity.${card.severity}`;
  return `${card.effective_severity} ${say(word)}`;
}

/** @param {Crowd} crowd */
export function crowdWords(crowd) {
  return say("map.counted", { cases: crowd.cases, units: crowd.units });
}
