// The link over a server that is played here: it comes back soon, and never gives up.
import assert from "node:assert/strict";

const live = new URL("../../static/js/live/", import.meta.url);
const { Link } = await import(new URL("socket.js", live));
const { Mirror } = await import(new URL("mirror.js", live));
const { watch } = await import(new URL("staleness.js", live));
globalThis.document = { documentElement: { dataset: {} } };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

class FakeSocket {
  static made = [];
  sent = [];
  closed = false;
  constructor(url) {
    this.url = url;
    FakeSocket.made.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  says(frame) {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }
  ends(code) {
    this.onclose?.({ code });
  }
}
globalThis.WebSocket = FakeSocket;
const newest = () => FakeSocket.made.at(-1);
const hello = { t: "hello", now: new Date().toISOString(), topics: ["board"] };

const mirror = new Mirror();
const link = new Link("ws://centre/live/", mirror);
const states = [];
const ages = [];
for (const age of ["fresh", "stale"]) {
  mirror.state.addEventListener(age, (event) => {
    if (ages.at(-1)?.[0] !== age) {
      ages.push([age, event.detail.seconds]);
    }
  });
}
watch(mirror);
link.onState((state) => states.push(state));
link.start();
newest().says(hello);
assert.deepEqual(states, ["open"]);
assert.deepEqual(mirror.topics, ["board"]);

// Until a tick has been heard nothing is called fresh.
await wait(700);
assert.deepEqual(ages, []);
assert.equal(document.documentElement.dataset.link, undefined);

// Rubbish disturbs nothing.
newest().says("no json");
newest().says("null");
newest().says({ t: "unheard_of" });

// A digest that differs asks once, not at every tick.
const tick = { t: "tick", now: hello.now, lag_ms: 0, digests: { board: 7 } };
newest().says(tick);
newest().says(tick);
assert.deepEqual(newest().sent, [{ t: "fetch", topic: "board" }]);

// Failures in a row: it tries again each time, never later than a second and a half.
newest().ends(1006);
for (let failure = 0; failure < 5; failure += 1) {
  const before = FakeSocket.made.length;
  const began = performance.now();
  while (FakeSocket.made.length === before) {
    await wait(5);
    assert.ok(performance.now() - began < 4000, "too late");
  }
  newest().ends(1006);
}
assert.equal(states.at(-1), "lost");
link.hurry();
newest().says(hello);
assert.equal(states.at(-1), "open");

// A picture that the server itself calls old is stale at once, and fresh again at once.
newest().says({ ...tick, lag_ms: 6000 });
newest().says({ ...tick, lag_ms: 20 });
assert.deepEqual(ages.map(([age]) => age), ["fresh", "stale", "fresh"]);
assert.equal(document.documentElement.dataset.link, "fresh");

// A socket that stands and says nothing is given up for a new one, and the page says its age.
const silent = newest();
await wait(6500);
assert.ok(silent.closed);
assert.equal(document.documentElement.dataset.link, "stale");
assert.ok(ages.at(-1)[1] < 10, "stale soon after five seconds");
assert.notEqual(newest(), silent);
silent.says(hello);
assert.equal(states.at(-1), "lost", "a frame of the old socket counts for nothing");

// Who is signed out is told so, and comes back when signed in again.
newest().says(hello);
newest().ends(4401);
assert.equal(states.at(-1), "signed_out");
const before = FakeSocket.made.length;
await wait(3200);
assert.equal(FakeSocket.made.length, before + 1);

// It does not ask for ever: after some tries it waits until somebody comes back to the page.
const { setTimeout: sleep } = globalThis;
globalThis.setTimeout = (work, ms) => sleep(work, ms / 1000);
newest().ends(4401);
for (let tries = 0; tries < 20; tries += 1) {
  await new Promise((done) => sleep(done, 50));
  newest().ends(4401);
}
assert.equal(FakeSocket.made.length, before + 4);
link.hurry();
assert.equal(FakeSocket.made.length, before + 5);
newest().says(hello);
assert.equal(states.at(-1), "open");
globalThis.setTimeout = sleep;

link.stop();
console.log("ok");
process.exit(0);
