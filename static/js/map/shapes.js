/** The shapes of the map, in a box of 24: a case's by severity, a unit's by service. */

/** @typedef {{path: string, fill: boolean, line: number, inner?: string}} Shape */

/** The same shapes as in img/severity.svg. */
/** @type {Record<string, Shape>} */
const SEVERITIES = {
  P0: { path: "M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z", fill: true, line: 0 },
  P1: { path: "M12 3 22 21H2z", fill: true, line: 2 },
  P2: { path: "M2.5 2.5h19v19h-19z", fill: false, line: 2.5, inner: "M7.5 7.5h9v9h-9z" },
  P3: { path: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0z", fill: false, line: 3.5 },
  P4: { path: "M4 12h16", fill: false, line: 4 },
  unjudged: { path: "M12 3.5 21.5 20.5h-19z", fill: false, line: 2.5 },
};

/** @type {Record<string, string>} */
const SERVICES = {
  health: "M9 2h6v7h7v6h-7v7H9v-7H2V9h7z",
  fire: "M12 1.5 22.5 12 12 22.5 1.5 12z",
  police: "M12 2 21 5v7c0 5-4 8.5-9 10.5C7 20.5 3 17 3 12V5z",
  civil_protection: "M12 2 22 11v10.5H2V11z",
  sea_rescue: "M2 13h9V2l8 11h3l-4 8.5H6z",
  other: "M4.5 4.5h15v15h-15z",
};

/** @type {Record<string, string>} */
const SERVICE_OF = {
  ambulance_als: "health",
  ambulance_bls: "health",
  rapid_car: "health",
  helicopter: "health",
  fire_engine: "fire",
  fire_ladder: "fire",
  rescue: "fire",
  police_patrol: "police",
  civil_protection: "civil_protection",
  lifeboat: "sea_rescue",
};

/** The services in the order of the map's key. */
export const services = Object.keys(SERVICES);

/**
 * The service of a kind of unit; what nobody has named is `other`.
 *
 * @param {string} kind
 */
export function serviceOf(kind) {
  return SERVICE_OF[kind] ?? "other";
}

/**
 * A shape by its name: a severity, `unjudged`, or a service, filled where it is busy.
 *
 * @param {string} name
 * @param {boolean} filled
 * @returns {Shape}
 */
export function shapeOf(name, filled) {
  const severity = SEVERITIES[name];
  if (severity) {
    return severity;
  }
  const path = SERVICES[name] ?? SERVICES.other ?? "";
  return { path, fill: filled, line: 2.5 };
}
