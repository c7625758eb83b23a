/** What one topic holds, with its digest; the order of frames is the authority. */

import { mark } from "./digest.js";

/** @typedef {import("./frames.js").LiveObject} LiveObject */

export class Topic {
  /** @type {Map<string, LiveObject>} */
  objects = new Map();
  digest = 0;
  loaded = false;
  /** @type {Map<string, number>} */
  #marks = new Map();

  /**
   * @param {LiveObject[]} objects
   * @returns {Set<string>} the keys that changed
   */
  replace(objects) {
    this.loaded = true;
    const wanted = new Map(objects.map((object) => [keyOf(object.kind, object.id), object]));
    /** @type {Set<string>} */
    const changed = new Set();
    for (const key of [...this.objects.keys()]) {
      if (!wanted.has(key)) {
        this.#drop(key);
        changed.add(key);
      }
    }
    for (const [key, object] of wanted) {
      if (this.objects.get(key)?.version !== object.version) {
        this.#put(key, object);
        changed.add(key);
      }
    }
    return changed;
  }

  /**
   * @param {LiveObject[]} objects
   * @returns {Set<string>} the keys that changed
   */
  change(objects) {
    /** @type {Set<string>} */
    const changed = new Set();
    for (const object of objects) {
      const key = keyOf(object.kind, object.id);
      if (object.card !== null) {
        this.#put(key, object);
        changed.add(key);
      } else if (this.#drop(key)) {
        changed.add(key);
      }
    }
    return changed;
  }

  /**
   * @param {string} key
   * @param {LiveObject} object
   */
  #put(key, object) {
    const added = mark(object.kind, object.id, object.version);
    this.digest = (this.digest - (this.#marks.get(key) ?? 0) + added) >>> 0;
    this.#marks.set(key, added);
    this.objects.set(key, object);
  }

  /** @param {string} key */
  #drop(key) {
    this.digest = (this.digest - (this.#marks.get(key) ?? 0)) >>> 0;
    this.#marks.delete(key);
    return this.objects.delete(key);
  }
}

/**
 * The key of an object in a topic's map.
 *
 * @param {string} kind
 * @param {string} id
 */
export function keyOf(kind, id) {
  return `${kind}:${id}`;
}
