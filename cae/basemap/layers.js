/** The layers of the base map, drawn from two published atlases: land, neighbours, borders. */

import { feature, merge, mesh } from "topojson-client";

const PROVINCE_DIGITS = 2;
// Andorra, Algeria, France, Gibraltar, Morocco, Portugal; by their ISO numbers.
const NEIGHBOURS = new Set(["020", "012", "250", "292", "504", "620"]);
/** What the base map covers, with some sea around: west, south, east, north in degrees. */
export const FRAME = [-19.2, 26.9, 5.4, 44.9];

/** @param {{id: string}} town */
const provinceOf = (town) => String(town.id).slice(0, PROVINCE_DIGITS);

/**
 * Read Spain and its neighbours as GeoJSON; each feature is tagged with its `layer`.
 *
 * `land` and `near` are polygons, `coast` (every outer line), `province` and `town` are lines,
 * each border once.
 *
 * @param {any} spain TopoJSON of es-atlas, with `municipalities`
 * @param {any} world TopoJSON of world-atlas, with `countries`
 */
export function layers(spain, world) {
  const towns = spain.objects.municipalities;
  const lines = (keep) => mesh(spain, towns, keep);
  const near = world.objects.countries.geometries.filter(({ id }) => NEIGHBOURS.has(id));
  const drawn = [
    ["near", feature(world, { type: "GeometryCollection", geometries: near }).features],
    ["land", [{ geometry: merge(spain, towns.geometries) }]],
    ["town", [{ geometry: lines((a, b) => a !== b && provinceOf(a) === provinceOf(b)) }]],
    ["province", [{ geometry: lines((a, b) => a !== b && provinceOf(a) !== provinceOf(b)) }]],
    ["coast", [{ geometry: lines((a, b) => a === b) }]],
  ];
  return {
    type: "FeatureCollection",
    features: drawn.flatMap(([layer, features]) =>
      features.map(({ geometry }) => ({ type: "Feature", properties: { layer }, geometry })),
    ),
  };
}
