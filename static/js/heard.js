/** Where units were last heard of, and how far that is from a place. */

/** @typedef {import("./types.js").PositionCard} PositionCard */
/** @typedef {{latitude: number, longitude: number}} Point */

const EARTH_KM = 6371.0088;
/** From then on a position is old. */
const OLD_S = 300;

/** @type {Map<string, PositionCard>} */
let known = new Map();

/** @param {PositionCard[]} cards */
export function hear(cards) {
  known = new Map(cards.map((card) => [card.id, card]));
}

/** @param {string} unit */
export function lastHeard(unit) {
  return known.get(unit);
}

/**
 * Tell whether so many seconds make a position old.
 *
 * @param {number} seconds
 */
export function isOld(seconds) {
  return seconds > OLD_S;
}

/** @param {number} degrees */
function radians(degrees) {
  return (degrees * Math.PI) / 180;
}

/**
 * The great-circle distance in km, as the server ranks by.
 *
 * @param {Point} one
 * @param {Point} other
 */
export function kilometres(one, other) {
  const south = radians(one.latitude);
  const north = radians(other.latitude);
  const wide = radians(other.longitude - one.longitude);
  const half =
    Math.sin((north - south) / 2) ** 2 +
    Math.cos(south) * Math.cos(north) * Math.sin(wide / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, half)));
}
