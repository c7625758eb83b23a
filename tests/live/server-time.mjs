// The server's clock as a browser knows it: late frames do not set it back, a replay does.
import assert from "node:assert/strict";

const { ServerTime } = await import(new URL("../../static/js/live/server-time.js", import.meta.url));

const at = (ms) => new Date(ms).toISOString();
const near = (one, other) => assert.ok(Math.abs(one - other) < 1_000, `${one} is not ${other}`);

const clock = new ServerTime();
const now = Date.now();
clock.tell(at(now));
clock.tell(at(now - 3_000));
near(clock.now(), now);

const replayed = Date.parse("2018-11-15T18:25:00Z");
clock.tell(at(replayed));
near(clock.now(), replayed);
clock.tell(at(replayed + 60_000));
near(clock.now(), replayed + 60_000);
