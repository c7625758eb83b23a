/** The names on the base map: municipalities and other places, with the zoom each appears at. */

// From the least population to the first zoom with the name.
const APPEARS = [
  [550_000, 4],
  [200_000, 6],
  [80_000, 7],
  [25_000, 8],
  [6_000, 9],
  [1_500, 10],
  [0, 11],
];
const SMALL_PLACE_ZOOM = 11;

/**
 * Read a table with a head, separated by commas, in which a field may be quoted.
 *
 * @param {string} text
 * @returns {Record<string, string>[]}
 */
export function table(text) {
  const rows = text
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) =>
      [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );
  const [head = [], ...body] = rows;
  return body.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ""])));
}

/** @param {string} name */
const folded = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Tell whether a place is the seat of a municipality: the same name, or one of two joined ones.
 *
 * @param {Record<string, string>} place
 * @param {Record<string, string>} town
 */
function isSeat(place, town) {
  const names = [town.name, ...town.name.split("/"), ...town.other_names.split("|")];
  return names.some((name) => folded(name) === folded(place.name));
}

/**
 * Give every name with its point, how much it weighs, and the zoom it appears at.
 *
 * @param {Record<string, string>[]} towns
 * @param {Record<string, string>[]} places
 * @returns {{name: string, longitude: number, latitude: number, weight: number, zoom: number}[]}
 *   the weightiest first
 */
export function names(towns, places) {
  /** @type {Map<string, Record<string, string>>} */
  const byCode = new Map(towns.map((town) => [town.ine_code, town]));
  /** @type {Map<string, number>} */
  const seats = new Map();
  const found = [];
  for (const place of places) {
    const town = byCode.get(place.municipality);
    const population = Number(place.population);
    if (town && isSeat(place, town)) {
      seats.set(town.ine_code, Math.max(population, seats.get(town.ine_code) ?? 0));
    } else {
      // A quarter of a town stands back behind the town.
      found.push(entry(place, population / 4, SMALL_PLACE_ZOOM));
    }
  }
  for (const town of towns.filter(({ latitude }) => latitude !== "")) {
    found.push(entry(town, seats.get(town.ine_code) ?? 0, 0));
  }
  return found.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
}

/**
 * @param {Record<string, string>} row
 * @param {number} weight
 * @param {number} atLeast
 */
function entry(row, weight, atLeast) {
  const appears = APPEARS.find(([least]) => weight >= least)?.[1] ?? SMALL_PLACE_ZOOM;
  return {
    name: row.name,
    longitude: Number(row.longitude),
    latitude: Number(row.latitude),
    weight: Math.round(weight),
    zoom: Math.max(appears, atLeast),
  };
}
