// Replays what hubs sent to browsers and compares what the page's mirror then holds.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const live = new URL("../../static/js/live/", import.meta.url);
const { fnv1a32 } = await import(new URL("digest.js", live));
const { Mirror } = await import(new URL("mirror.js", live));

const { hashes, runs } = JSON.parse(readFileSync(0, "utf8"));

for (const [text, hash] of Object.entries(hashes)) {
  assert.equal(fnv1a32(text), hash, text);
}

let ticks = 0;
for (const { frames, holds } of runs) {
  const mirror = new Mirror();
  mirror.ask = (topic) => assert.fail(`asked for ${topic} without need`);
  mirror.onTick(() => {
    ticks += 1;
  });
  const told = new Map();
  const ends = Object.keys(holds).map((topic) =>
    mirror.subscribe(topic, (objects, changed) => {
      assert.ok(changed instanceof Set);
      told.set(topic, new Map([...objects].map(([key, object]) => [key, object.version])));
    }),
  );
  for (const frame of frames) {
    mirror.take(JSON.parse(frame));
  }
  for (const [topic, versions] of Object.entries(holds)) {
    for (const [key, version] of Object.entries(versions)) {
      const [kind, id] = key.split(":");
      assert.ok(mirror.get(kind, id).version >= version);
    }
  }
  await new Promise((done) => setTimeout(done, 0));
  for (const end of ends) {
    end();
  }
  for (const [topic, versions] of Object.entries(holds)) {
    let held = {};
    mirror.subscribe(topic, (objects) => {
      held = Object.fromEntries([...objects].map(([key, object]) => [key, object.version]));
    })();
    assert.deepEqual(held, versions);
  }
}

// A frame is lost: the next tick makes the mirror ask, and the snapshot heals it.
{
  const mirror = new Mirror();
  const asked = [];
  mirror.ask = (topic) => asked.push(topic);
  const { frames, holds } = runs.find((run) => Object.keys(run.holds.board ?? {}).length > 0);
  const changes = frames.findLastIndex((frame) => frame.startsWith('{"t":"changes","topic":"board"'));
  frames.toSpliced(changes, 1).forEach((frame) => mirror.take(JSON.parse(frame)));
  assert.ok(asked.includes("board"));
  const objects = Object.entries(holds.board).map(([key, version]) => {
    const [kind, id] = key.split(":");
    return { kind, id, version, card: {} };
  });
  mirror.take({ t: "snapshot", topic: "board", objects });
  asked.length = 0;
  mirror.take(JSON.parse(frames.findLast((frame) => frame.startsWith('{"t":"tick"'))));
  assert.ok(!asked.includes("board"));
}

// The first change is painted at once, the next ones together.
{
  const mirror = new Mirror();
  const painted = [];
  mirror.subscribe("board", (_, changed) => painted.push([...changed].toSorted()));
  const change = (id, version) =>
    mirror.take({
      t: "changes",
      topic: "board",
      objects: [{ kind: "case", id, version, card: {} }],
    });
  change("a", 1);
  assert.deepEqual(painted, [["case:a"]]);
  for (let version = 2; version < 50; version += 1) {
    change("a", version);
    change("b", version);
  }
  assert.equal(painted.length, 1);
  await new Promise((done) => setTimeout(done, 400));
  assert.deepEqual(painted, [["case:a"], ["case:a", "case:b"]]);
}

// The server's clock is learnt from the frame that was least late.
{
  const mirror = new Mirror();
  const server = Date.parse("2031-05-06T07:08:09.000Z");
  const tick = (late) =>
    mirror.take({
      t: "tick",
      now: new Date(server + performance.now() - late).toISOString(),
      lag_ms: 0,
      digests: {},
    });
  for (const late of [40, 2, 300]) {
    tick(late);
  }
  assert.ok(Math.abs(mirror.now() - (server + performance.now())) < 10);
}

console.log(JSON.stringify({ hashes: Object.keys(hashes).length, runs: runs.length, ticks }));
process.exit(0);
