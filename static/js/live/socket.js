/** The link to the server: it comes back by itself, soon, and never gives up. */

import { read } from "./frames.js";

/** @typedef {import("./mirror.js").Mirror} Mirror */
/** @typedef {"connecting" | "open" | "lost" | "signed_out" | "forbidden"} LinkState */

// A server that is away costs nothing; one that is back must be seen within two seconds.
const BACK_OFF_MS = [150, 400, 900, 1500];
// Three beats; with the way back, a half-open link is behind for less than five seconds.
const SILENT_AFTER_MS = 3500;
const ASK_AGAIN_MS = 2000;
// Somebody may sign in again in another window, and comes back to this one: then it hurries.
const PATIENCE_MS = [3000, 6000, 12_000, 24_000];
/** @type {Record<number, "signed_out" | "forbidden">} */
const ENDS = { 4401: "signed_out", 4403: "forbidden" };

export class Link {
  /** @type {LinkState} */
  state = "connecting";
  #url;
  #store;
  /** @type {WebSocket | null} */
  #socket = null;
  #failures = 0;
  #heardAt = 0;
  #stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watch;
  /** @type {Map<string, number>} */
  #asked = new Map();
  /** @type {Set<(state: LinkState) => void>} */
  #listeners = new Set();

  /**
   * @param {string} url
   * @param {Mirror} store
   */
  constructor(url, store) {
    this.#url = url;
    this.#store = store;
    store.ask = (topic) => this.#ask(topic);
  }

  /**
   * Hear how the link stands, from now on.
   *
   * @param {(state: LinkState) => void} listener
   * @returns {() => void} ends it
   */
  onState(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start() {
    this.#watch = setInterval(() => this.#listen(), 500);
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    this.#leave();
  }

  /** Try now: the network or the page is back. */
  hurry() {
    if (!this.#stopped && this.#socket === null) {
      this.#failures = 0;
      this.#connect();
    }
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#leave();
    this.#heardAt = performance.now();
    this.#asked.clear();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onmessage = (event) => this.#take(event.data);
    socket.onclose = (event) => this.#lose(event.code);
  }

  /** @param {unknown} text */
  #take(text) {
    this.#heardAt = performance.now();
    const frame = read(text);
    if (frame === null) {
      return;
    }
    if (frame.t === "hello") {
      this.#failures = 0;
      this.#become("open");
    }
    this.#store.take(frame);
  }

  /** @param {number} code */
  #lose(code) {
    this.#leave();
    const end = ENDS[code];
    const most = end
      ? PATIENCE_MS[this.#failures]
      : (BACK_OFF_MS[this.#failures] ?? BACK_OFF_MS.at(-1));
    this.#failures += 1;
    if (most !== undefined) {
      this.#retry = setTimeout(() => this.#connect(), most * (0.5 + Math.random() / 2));
    }
    this.#become(end ?? "lost");
  }

  /** A link that stands and says nothing is a dead one. */
  #listen() {
    if (this.#socket !== null && performance.now() - this.#heardAt > SILENT_AFTER_MS) {
      this.#lose(1006);
    }
  }

  #leave() {
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
  }

  /** @param {string} topic */
  #ask(topic) {
    const asked = this.#asked.get(topic);
    const now = performance.now();
    if (this.state === "open" && (asked === undefined || now - asked > ASK_AGAIN_MS)) {
      this.#asked.set(topic, now);
      this.#socket?.send(JSON.stringify({ t: "fetch", topic }));
    }
  }

  /** @param {LinkState} state */
  #become(state) {
    if (this.state !== state) {
      this.state = state;
      for (const listener of this.#listeners) {
        listener(state);
      }
    }
  }
}
