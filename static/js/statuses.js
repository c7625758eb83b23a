/** What a unit may be doing: its digit, and how it is written on the command line. */

/**
 * @typedef {{status: string, digit: string, es: string, en: string, also: string[]}} Status
 */

/** @type {Status[]} */
export const STATUSES = [
  {
    status: "en_route",
    digit: "1",
    es: "RUTA",
    en: "ROUTE",
    also: ["EN RUTA", "EN CAMINO", "CAMINO", "EN ROUTE"],
  },
  {
    status: "on_scene",
    digit: "2",
    es: "LUGAR",
    en: "SCENE",
    also: ["EN EL LUGAR", "ON SCENE"],
  },
  {
    status: "transporting",
    digit: "3",
    es: "TRASLADO",
    en: "TRANSPORT",
    also: ["EN TRASLADO", "TRANSPORTING"],
  },
  {
    status: "at_hospital",
    digit: "4",
    es: "HOSPITAL",
    en: "HOSPITAL",
    also: ["EN HOSPITAL", "EN EL HOSPITAL", "AT HOSPITAL"],
  },
  {
    status: "available",
    digit: "5",
    es: "LIBRE",
    en: "FREE",
    also: ["DISPONIBLE", "AVAILABLE"],
  },
  {
    status: "out_of_service",
    digit: "0",
    es: "FUERA",
    en: "OUT",
    also: ["FUERA DE SERVICIO", "OUT OF SERVICE"],
  },
];

/**
 * The status that a key sets, or nothing.
 *
 * @param {KeyboardEvent} event
 */
export function statusOfKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return "";
  }
  return STATUSES.find((each) => each.digit === event.key)?.status ?? "";
}

/**
 * The digit that sets a status.
 *
 * @param {string} status
 */
export function digitOf(status) {
  return STATUSES.find((each) => each.status === status)?.digit ?? "";
}
