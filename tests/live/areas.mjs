// Groups of calls by area, as the queue folds them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const { byArea } = await import(new URL("../../static/js/areas.js", import.meta.url));

const calls = (...areas) => areas.map((area, index) => ({ id: index, area }));
const ids = (things) => things.map((thing) => thing.id);

// Four in one cell are a group; a fifth from elsewhere stands alone, in the order given.
{
  const { alone, groups } = byArea(calls("ezjmg", "ezjmg", "sp3e3", "ezjmg", "ezjmg"));
  assert.deepEqual(ids(alone), [2]);
  assert.deepEqual(groups.map(ids), [[0, 1, 3, 4]]);
}

// Three are no group, and who has no area never is in one.
{
  const { alone, groups } = byArea(calls("ezjmg", "ezjmg", "ezjmg", "", undefined));
  assert.deepEqual(ids(alone), [0, 1, 2, 3, 4]);
  assert.deepEqual(groups, []);
}

// Cells that touch are one group, also over a corner and by way of each other.
{
  const { alone, groups } = byArea(calls("ezjmg", "ezjmu", "ezjmv", "ezjmy"));
  assert.deepEqual(ids(alone), []);
  assert.deepEqual(groups.map(ids), [[0, 1, 2, 3]]);
}

// Cells with a gap between them are two.
{
  const far = ["ezjmg", "ezjmg", "ezjmg", "ezjmg", "ezjv0", "ezjv0", "ezjv0", "ezjv0"];
  assert.deepEqual(byArea(calls(...far)).groups.map(ids), [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
}

// The server groups the same calls alike.
const runs = JSON.parse(readFileSync(0, "utf8"));
for (const { areas, clusters } of runs) {
  const { groups } = byArea(calls(...areas));
  assert.deepEqual(groups.map((group) => ids(group)).toSorted(), clusters.toSorted());
}

console.log(runs.length);
