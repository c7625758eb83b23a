/** Leaflet, which hands itself out as a global: here alone it is taken from there. */

import "../../leaflet/leaflet.js";

/** @type {typeof import("leaflet")} */
export const L = /** @type {any} */ (globalThis).L;
