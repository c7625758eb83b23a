/** The cut tiles of the base map: fetched once each, kept, and read into paths. */

/**
 * A tile as it was cut: lines by layer, each its first point and the steps from point to point,
 * and names as [text, x, y, first zoom].
 *
 * @typedef {{near?: number[][], land?: number[][], town?: number[][], province?: number[][],
 *   coast?: number[][], names?: [string, number, number, number][]}} Cut
 * @typedef {{paths: Map<string, Path2D>, names: [string, number, number, number][]}} Sheet
 * @typedef {{zooms: number[], extent: number, tiles: string[]}} Contents
 */

const LAYERS = /** @type {const} */ (["near", "land", "town", "province", "coast"]);
const AREAS = new Set(["near", "land"]);

/**
 * Follow one line with a pen.
 *
 * @param {number[]} steps
 * @param {{moveTo: (x: number, y: number) => void, lineTo: (x: number, y: number) => void}} pen
 */
export function trace(steps, pen) {
  let x = 0;
  let y = 0;
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at] ?? 0;
    y += steps[at + 1] ?? 0;
    if (at === 0) {
      pen.moveTo(x, y);
    } else {
      pen.lineTo(x, y);
    }
  }
}

/**
 * @param {Cut} cut
 * @returns {Sheet}
 */
function read(cut) {
  /** @type {Map<string, Path2D>} */
  const paths = new Map();
  for (const layer of LAYERS) {
    const lines = cut[layer];
    if (lines) {
      const path = new Path2D();
      for (const line of lines) {
        trace(line, path);
        if (AREAS.has(layer)) {
          path.closePath();
        }
      }
      paths.set(layer, path);
    }
  }
  return { paths, names: cut.names ?? [] };
}

export class Sheets {
  /** @type {Map<string, Promise<Sheet | null>>} */
  #asked = new Map();
  /** @type {Map<string, Sheet | null>} */
  #kept = new Map();
  /** @type {Set<string>} */
  #present = new Set();
  /** @type {Contents | null} */
  contents = null;

  /** @param {string} folder its address, with a slash at the end */
  constructor(folder) {
    this.folder = folder;
    /** Settles once it is known which tiles there are; fails where the map was never cut. */
    this.ready = this.#fetch("contents").then((contents) => {
      this.contents = contents;
      this.#present = new Set(contents.tiles);
      return /** @type {Contents} */ (contents);
    });
    this.ready.catch(() => {});
  }

  /**
   * Give a tile that was cut; null where there is only sea.
   *
   * @param {string} key "zoom/x/y"
   * @returns {Promise<Sheet | null>}
   */
  async get(key) {
    await this.ready;
    let asked = this.#asked.get(key);
    if (!asked) {
      asked = this.#present.has(key) ? this.#fetch(key).then(read) : Promise.resolve(null);
      this.#asked.set(key, asked);
      asked.then(
        (sheet) => this.#kept.set(key, sheet),
        () => this.#asked.delete(key),
      );
    }
    return asked;
  }

  /**
   * Give a tile that has come; undefined where it has not.
   *
   * @param {string} key
   */
  now(key) {
    return this.#kept.get(key);
  }

  /** @param {string} name */
  async #fetch(name) {
    const answer = await fetch(`${this.folder}${name}.json`);
    if (!answer.ok) {
      throw new Error(`${name}: ${answer.status}`);
    }
    return answer.json();
  }
}
