// Where things stand on the map: what is in sight, side by side, counted, named.
import assert from "node:assert/strict";

const part = (name) => import(new URL(`../../static/js/map/${name}.js`, import.meta.url));
const { besides, lay, MANY, nearest } = await part("layout");
const { apart, fitting } = await part("lettering");
const { caseMarks, strength, unitMarks } = await part("marks");
const { serviceOf, services, shapeOf } = await part("shapes");
const { cutFor, onSquare, pixelsPerMetre, widthAt } = await part("square");
const { readView, writeView } = await part("views");
const { trace } = await part("sheets");
const { onSquare: cutting, steps } = await import(
  new URL("../../cae/basemap/sheets.js", import.meta.url)
);

let random = 7;
const chance = () => {
  random = (random * 16807) % 2147483647;
  return random / 2147483647;
};

// The page and the build agree on where a point lies.
for (let turn = 0; turn < 200; turn += 1) {
  const [latitude, longitude] = [27 + chance() * 17, -18 + chance() * 22];
  const [page, build] = [onSquare(latitude, longitude), cutting(longitude, latitude)];
  assert.ok(Math.abs(page[0] - build[0]) + Math.abs(page[1] - build[1]) < 1e-12);
}
assert.ok(Math.abs(pixelsPerMetre(0, 0) * 40_075_017 - 256) < 0.001);
assert.ok(pixelsPerMetre(60, 8) > pixelsPerMetre(0, 8) * 1.99);

// What was written as steps is drawn as it was.
for (let turn = 0; turn < 200; turn += 1) {
  const line = Array.from({ length: 2 + Math.floor(chance() * 9) }, () => [
    Math.floor(chance() * 9000) - 400,
    Math.floor(chance() * 9000) - 400,
  ]);
  const drawn = [];
  trace(steps(line), {
    moveTo: (x, y) => drawn.push([x, y]),
    lineTo: (x, y) => drawn.push([x, y]),
  });
  assert.deepEqual(drawn, line.filter(([x, y], at) => at === 0 || x !== line[at - 1][0] || y !== line[at - 1][1]));
}

// The tile that was cut for one that is drawn, and the piece of it.
assert.deepEqual(cutFor({ z: 8, x: 125, y: 96 }, [4, 8]), { zoom: 8, x: 125, y: 96, times: 1, column: 0, row: 0 });
assert.deepEqual(cutFor({ z: 11, x: 1003, y: 773 }, [4, 8]), { zoom: 8, x: 125, y: 96, times: 8, column: 3, row: 5 });
assert.deepEqual(cutFor({ z: 7, x: 62, y: 48 }, [4, 8]), { zoom: 4, x: 7, y: 6, times: 8, column: 6, row: 0 });

const card = (id, latitude, longitude, more = {}) => ({
  id, reference: `2026-${id}`, severity: "P2", effective_severity: "P2", municipality: "Béjar",
  complaint: "general", opened_at: "2026-01-01T10:00:00Z", point: [latitude, longitude], ...more,
});
const unit = (id, latitude, longitude, more = {}) => ({
  id, callsign: `U-${id}`, kind: "ambulance_als", status: "available", centre: "c",
  latitude, longitude, at: "2026-01-01T10:00:00Z", ...more,
});

// A case without a point is not drawn; the open one stands where it is, or at its town.
{
  const cards = [card("a", 40, -4), card("b", 41, -4, { point: null }), card("c", 42, -4)];
  assert.deepEqual(caseMarks(cards, null).map(({ id }) => id), ["a", "c"]);
  const exact = caseMarks(cards, { id: "b", latitude: 40.5, longitude: -4.5 });
  assert.deepEqual(exact.map(({ id, open, at }) => [id, open, at]), [
    ["a", false, "40,-4"], ["b", true, "40.5,-4.5"], ["c", false, "42,-4"],
  ]);
  const town = caseMarks(cards, { id: "a", latitude: null, longitude: null });
  assert.deepEqual([town[0].open, town[0].at], [true, "40,-4"]);
  assert.equal(caseMarks(cards, null)[0].open, false);
  // The same cards make the same marks: nothing is painted anew for them.
  assert.equal(caseMarks(cards, null)[1], caseMarks(cards, null)[1]);
}

// A unit's shape is its service, its fill whether it is busy; out of service it is struck through.
{
  const marks = unitMarks([
    unit("1", 40, -4), unit("2", 40, -4, { kind: "fire_engine", status: "on_scene" }),
    unit("3", 40, -4, { kind: "submarine", status: "out_of_service" }),
    unit("4", null, -4),
  ]);
  assert.deepEqual(marks.map(({ shape, filled, struck }) => [shape, filled, struck]), [
    ["health", false, false], ["fire", true, false], ["other", false, true],
  ]);
  assert.equal(serviceOf("lifeboat"), "sea_rescue");
  const paths = ["P0", "P1", "P2", "P3", "P4", "unjudged", ...services].map((name) => shapeOf(name, true).path);
  assert.equal(new Set(paths).size, paths.length);
}
assert.equal(strength(0), 1);
assert.ok(strength(300) < 1 && strength(300) > strength(900));
assert.equal(strength(900), strength(90_000));

const frameAt = (latitude, longitude, zoom, size = 400) => {
  const [x, y] = onSquare(latitude, longitude).map((at) => at * widthAt(zoom));
  return { zoom, left: x - size / 2, top: y - size / 2, width: size, height: size };
};

// Only what is in sight is laid out.
{
  const marks = caseMarks([card("in", 40, -4), card("out", 43, 2)], null);
  const { singles, seen } = lay(marks, frameAt(40, -4, 9));
  assert.deepEqual(seen.map(({ id }) => id), ["in"]);
  assert.ok(Math.hypot(singles[0].x - 200, singles[0].y - 200) < 1e-6);
}

// Many at one town's point stand side by side; whoever comes later moves nobody.
{
  const cards = Array.from({ length: 15 }, (_, at) =>
    card(`c${at}`, 40, -4, { opened_at: `2026-01-01T10:${String(at).padStart(2, "0")}:00Z` }));
  const places = (some) => new Map(lay(caseMarks(some, null), frameAt(40, -4, 9)).singles.map(({ mark, x, y }) => [mark.id, [x, y]]));
  const all = places(cards);
  assert.equal(all.size, 15);
  const spots = [...all.values()];
  for (const [at, one] of spots.entries()) {
    for (const other of spots.slice(at + 1)) {
      assert.ok(Math.hypot(one[0] - other[0], one[1] - other[1]) > 20, "each can be seen");
    }
  }
  for (const [id, place] of places(cards.slice(0, 8).reverse())) {
    assert.deepEqual(place, all.get(id));
  }
  assert.deepEqual(besides(0), [0, 0]);
}

// Too many for that are one crowd, which tells how many and how grave.
{
  const cards = Array.from({ length: 30 }, (_, at) => card(`c${at}`, 40, -4, at === 4 ? { severity: "P0", effective_severity: "P0" } : {}));
  const { singles, crowds, seen } = lay([...caseMarks(cards, null), ...unitMarks([unit("u", 40, -4)])], frameAt(40, -4, 9));
  assert.equal(singles.length, 0);
  assert.deepEqual(crowds.map(({ cases, units, worst }) => [cases, units, worst]), [[30, 1, "p0"]]);
  assert.equal(seen.length, 31);
}

// Above the limit everything is counted by cells, nothing is lost, and the open case stands apart.
{
  const units = Array.from({ length: MANY + 200 }, (_, at) => unit(`u${at}`, 40 + chance(), -4 + chance()));
  const frame = frameAt(40.5, -3.5, 8, 1000);
  const few = lay(unitMarks(units.slice(0, MANY)), frame);
  assert.deepEqual([few.singles.length, few.crowds.length], [MANY, 0]);
  const marks = [...unitMarks(units), ...caseMarks([card("o", 40.5, -3.5)], { id: "o", latitude: 40.5, longitude: -3.5 })];
  const { singles, crowds } = lay(marks, frame);
  const counted = crowds.reduce((sum, crowd) => sum + crowd.marks.length, 0) + singles.length;
  assert.equal(counted, MANY + 201);
  assert.ok(crowds.length < 60);
  assert.ok(singles.some(({ mark }) => mark.open));
  // Cells are of the world: who drags the map sees the same crowds elsewhere.
  const dragged = lay(marks, { ...frame, left: frame.left + 31, top: frame.top - 17 });
  const keys = new Set(dragged.crowds.map(({ key, marks: inside }) => `${key}=${inside.length}`));
  assert.ok(crowds.every(({ key, marks: inside }) => keys.has(`${key}=${inside.length}`)));
}

// What a hand is on stays where it was drawn.
{
  const [before] = lay(unitMarks([unit("u", 40, -4)]), frameAt(40, -4, 9)).singles;
  const [after] = lay(unitMarks([unit("u", 40.1, -4)]), frameAt(40, -4, 9), before).singles;
  assert.deepEqual([after.x, after.y], [before.x, before.y]);
}
assert.equal(nearest([{ x: 0, y: 0 }, { x: 9, y: 0 }], 6, 0, 16).x, 9);
assert.equal(nearest([{ x: 0, y: 0 }], 30, 0, 16), null);

// Names never touch, the weighty win, and small ones wait for their zoom.
{
  const names = Array.from({ length: 300 }, (_, at) => ({
    text: `n${at}`, x: chance() * 400, y: chance() * 400, zoom: 4 + (at % 8),
  }));
  const chosen = fitting(names, { zoom: 9, width: 400, height: 400 }, () => 60);
  assert.ok(chosen.length > 10);
  assert.ok(chosen.every(({ zoom }) => zoom <= 9));
  for (const [at, one] of chosen.entries()) {
    for (const other of chosen.slice(at + 1)) {
      assert.ok(Math.abs(one.left - other.left) >= 60 || Math.abs(one.top - other.top) >= 15);
    }
  }
  const rivals = [{ text: "small", x: 100, y: 100, zoom: 8 }, { text: "large", x: 102, y: 101, zoom: 4 }];
  const won = fitting(rivals, { zoom: 9, width: 400, height: 400 }, () => 60);
  assert.deepEqual(won.map(({ text }) => text), ["large"]);
}
{
  const line = (left, middle) => ({ left, middle, wide: 50 });
  assert.deepEqual(apart([line(0, 0), line(40, 3), line(40, 30)], []), [line(0, 0), line(40, 30)]);
  assert.deepEqual(apart([line(0, 0)], [{ x: 20, y: 4 }]), []);
}

// Where a map was left is read back; anything else is nothing.
assert.deepEqual(readView(writeView({ latitude: 41.65, longitude: -4.72, zoom: 8 })), { latitude: 41.65, longitude: -4.72, zoom: 8 });
for (const text of ["", null, undefined, "a,b,c", "1,2", "1,2,3,4", "1,2,"]) {
  assert.equal(readView(text), null);
}
console.log("ok");
