/** Where a map stands: as its person left it, as the centre wants it, or the whole country. */

/** @typedef {{latitude: number, longitude: number, zoom: number}} View */

/** The peninsula and the Balearics: south, west, north, east. */
export const COUNTRY = /** @type {const} */ ([35.9, -9.4, 43.9, 4.4]);

/**
 * Read "latitude,longitude,zoom"; null where it is not that.
 *
 * @param {string | null | undefined} text
 * @returns {View | null}
 */
export function readView(text) {
  const [latitude, longitude, zoom, ...more] = (text ?? "").split(",").map(Number);
  const known = [latitude, longitude, zoom].every(Number.isFinite) && text?.includes(",");
  return known && more.length === 0 && latitude !== undefined && longitude !== undefined && zoom
    ? { latitude, longitude, zoom }
    : null;
}

/** @param {View} view */
export function writeView({ latitude, longitude, zoom }) {
  return `${latitude.toFixed(5)},${longitude.toFixed(5)},${zoom}`;
}

/** @param {string} name of the room whose map it is */
export function keptView(name) {
  try {
    return readView(sessionStorage.getItem(`cae.map.${name}`));
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {View} view
 */
export function keepView(name, view) {
  try {
    sessionStorage.setItem(`cae.map.${name}`, writeView(view));
  } catch {
    // The map then begins as the centre wants it.
  }
}
