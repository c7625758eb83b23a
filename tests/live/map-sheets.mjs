// The base map as it is cut: names, steps, layers, tiles.
import assert from "node:assert/strict";

const part = (name) => import(new URL(`../../cae/basemap/${name}.js`, import.meta.url));
const { names, table } = await part("names");
const { layers } = await part("layers");
const { cut, EXTENT, onSquare, steps } = await part("sheets");

// A table with quoted fields, commas and quotes in them, and empty fields.
assert.deepEqual(table('a,b,c\n1,"x, ""y""",\n,2,"3"\n'), [
  { a: "1", b: 'x, "y"', c: "" },
  { a: "", b: "2", c: "3" },
]);

// Steps lead back to every point; what does not move falls out.
{
  const line = [[5, 5], [5, 5], [7.4, 5], [7.4, 1.6], [-3, 2]];
  const written = steps(line);
  assert.deepEqual(written, [5, 5, 2, 0, 0, -3, -10, 0]);
}

// The square of the world: its middle, and Madrid where every web map has it.
assert.deepEqual(onSquare(0, 0), [0.5, 0.5]);
{
  const [x, y] = onSquare(-3.70256, 40.4165).map((at) => Math.floor(at * 2 ** 8));
  assert.deepEqual([x, y], [125, 96]);
}

// A seat lends its town its people; a quarter stands back; a town without a seat has its name too.
{
  const town = (ine_code, name, other_names = "") => ({
    ine_code, name, other_names, latitude: "40", longitude: "-4",
  });
  const place = (name, municipality, population) => ({
    name, municipality, population, latitude: "40", longitude: "-4",
  });
  const found = names(
    [town("01001", "Grande"), town("01002", "Pequeño"), town("01003", "Vall/Valle", "")],
    [place("Grande", "01001", "800000"), place("Ensanche", "01001", "800000"), place("Valle", "01003", "30000")],
  );
  assert.deepEqual(found.map(({ name, zoom }) => [name, zoom]), [
    ["Grande", 4], ["Ensanche", 11], ["Vall/Valle", 8], ["Pequeño", 11],
  ]);
}

// Two towns of one province beside one of another: each border once, in its own layer.
const square = (west) => [[west, 40], [west, 41], [west + 1, 41], [west + 1, 40]];
const arcs = [
  [[-4, 41], [-5, 41], [-5, 40], [-4, 40]],
  [[-4, 40], [-4, 41]],
  [[-4, 40], [-3, 40]],
  [[-3, 40], [-3, 41]],
  [[-3, 41], [-4, 41]],
  [[-3, 40], [-2, 40], [-2, 41], [-3, 41]],
];
const spain = {
  type: "Topology",
  arcs,
  objects: {
    municipalities: {
      type: "GeometryCollection",
      geometries: [
        { type: "Polygon", id: "01001", properties: {}, arcs: [[0, 1]] },
        { type: "Polygon", id: "01002", properties: {}, arcs: [[2, 3, 4, ~1]] },
        { type: "Polygon", id: "02001", properties: {}, arcs: [[5, ~3]] },
      ],
    },
  },
};
const world = {
  type: "Topology",
  arcs: [[...square(-6), [-6, 40]], [...square(-1), [-1, 40]]],
  objects: {
    countries: {
      type: "GeometryCollection",
      geometries: [
        { type: "Polygon", id: "620", properties: {}, arcs: [[0]] },
        { type: "Polygon", id: "724", properties: {}, arcs: [[1]] },
      ],
    },
  },
};
const drawn = layers(spain, world);
const of = (layer) => drawn.features.filter(({ properties }) => properties.layer === layer);
assert.equal(of("near").length, 1);
assert.deepEqual(of("town")[0].geometry.coordinates, [[[-4, 40], [-4, 41]]]);
assert.deepEqual(of("province")[0].geometry.coordinates, [[[-3, 40], [-3, 41]]]);

// The tiles: towns' borders only close by, names in their own tile at both zooms.
{
  const name = { name: "Lejos", longitude: -3.5, latitude: 40.5, weight: 9, zoom: 4 };
  const sheets = cut(drawn, [name, { ...name, name: "Cerca", zoom: 9 }]);
  const far = sheets.get("4/7/6");
  assert.equal(far.town, undefined);
  assert.deepEqual(far.names.map(([text]) => text), ["Lejos"]);
  const [x, y] = onSquare(-3.5, 40.5).map((at) => Math.floor(at * 256));
  const close = sheets.get(`8/${x}/${y}`);
  assert.deepEqual(close.names.map(([text, , , zoom]) => [text, zoom]), [["Lejos", 4], ["Cerca", 9]]);
  const [, atX, atY] = close.names[0];
  assert.ok(Math.abs((x + atX / EXTENT) / 256 - onSquare(-3.5, 40.5)[0]) < 1e-6);
  assert.ok(atY >= 0 && atY < EXTENT);
  assert.ok(close.province && close.land && close.coast);
  assert.ok([...sheets.values()].some((sheet) => sheet.town));
}
console.log("ok");
