/** Everything the boards of this page show, kept equal to the server's. */

import { Painter } from "./painter.js";
import { ServerTime } from "./server-time.js";
import { keyOf, Topic } from "./topic.js";

/**
 * @typedef {import("./frames.js").Frame} Frame
 * @typedef {import("./frames.js").LiveObject} LiveObject
 * @typedef {import("./frames.js").Tick} Tick
 * @typedef {(objects: Map<string, LiveObject>, changed: Set<string>) => void} Listener
 */

/**
 * A call that rings is painted with the frame that tells of it; a frame comes ten times a second
 * at most.
 *
 * @param {Set<string>} changed
 */
function isUrgent(changed) {
  return [...changed].some((key) => key.startsWith("call:"));
}

export class Mirror {
  /** The topics this page hears, as the server named them. @type {string[]} */
  topics = [];
  /** Set by the link: ask for a topic whose digest differs. @type {(topic: string) => void} */
  ask = () => {};
  /**
   * Tells "fresh" or "stale", each half second and with each tick, and "link" when the link
   * turns; see staleness.js and store.js.
   */
  state = new EventTarget();
  /** @type {Map<string, Topic>} */
  #topics = new Map();
  /** @type {Map<string, Set<Painter>>} */
  #painters = new Map();
  /** @type {Set<(tick: Tick) => void>} */
  #beats = new Set();
  #time = new ServerTime();

  /** Now, on the server's clock, in milliseconds since 1970. */
  now() {
    return this.#time.now();
  }

  /**
   * The newest card of a thing, in whichever topic it is.
   *
   * @param {string} kind
   * @param {string} id
   * @returns {LiveObject | undefined}
   */
  get(kind, id) {
    /** @type {LiveObject | undefined} */
    let newest;
    for (const topic of this.#topics.values()) {
      const found = topic.objects.get(keyOf(kind, id));
      if (found && (!newest || found.version > newest.version)) {
        newest = found;
      }
    }
    return newest;
  }

  /**
   * Be told what a topic holds and which keys ("kind:id") changed: the first change at once,
   * later ones at most each 250 ms; once right away where the topic is known already.
   *
   * @param {string} name
   * @param {Listener} listener
   * @returns {() => void} ends it
   */
  subscribe(name, listener) {
    const painter = new Painter((changed) => listener(this.#topic(name).objects, changed));
    const painters = this.#painters.get(name) ?? new Set();
    this.#painters.set(name, painters.add(painter));
    if (this.#topic(name).loaded) {
      painter.add(this.#topic(name).objects.keys());
    }
    return () => {
      painters.delete(painter);
      painter.end();
    };
  }

  /**
   * Hear each tick, after it has been compared.
   *
   * @param {(tick: Tick) => void} listener
   * @returns {() => void} ends it
   */
  onTick(listener) {
    this.#beats.add(listener);
    return () => this.#beats.delete(listener);
  }

  /** @param {Frame} frame */
  take(frame) {
    switch (frame.t) {
      case "hello":
        this.#time.tell(frame.now);
        this.#hear(frame.topics);
        break;
      case "snapshot": {
        const topic = this.#topic(frame.topic);
        const first = !topic.loaded;
        this.#tell(frame.topic, topic.replace(frame.objects), first);
        break;
      }
      case "changes":
        this.#tell(frame.topic, this.#topic(frame.topic).change(frame.objects), false);
        break;
      case "tick":
        this.#time.tell(frame.now);
        this.#compare(frame.digests);
        for (const listener of this.#beats) {
          listener(frame);
        }
        break;
    }
  }

  /** @param {string[]} topics */
  #hear(topics) {
    this.topics = topics;
    for (const [name, topic] of this.#topics) {
      if (!topics.includes(name)) {
        this.#tell(name, topic.replace([]), false);
      }
    }
  }

  /** @param {Record<string, number>} digests */
  #compare(digests) {
    for (const [name, digest] of Object.entries(digests)) {
      if (this.#topic(name).digest !== digest) {
        this.ask(name);
      }
    }
  }

  /**
   * @param {string} name
   * @param {Set<string>} changed
   * @param {boolean} first
   */
  #tell(name, changed, first) {
    if (changed.size > 0 || first) {
      for (const painter of this.#painters.get(name) ?? []) {
        painter.add(changed, isUrgent(changed));
      }
    }
  }

  /** @param {string} name */
  #topic(name) {
    const known = this.#topics.get(name);
    if (known) {
      return known;
    }
    const made = new Topic();
    this.#topics.set(name, made);
    return made;
  }
}
