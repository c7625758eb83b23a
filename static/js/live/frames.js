/**
 * The shapes of the frames between server and browser.
 *
 * @typedef {{kind: string, id: string, version: number, card: any}} LiveObject
 * @typedef {{t: "hello", now: string, topics: string[]}} Hello
 * @typedef {{t: "snapshot", topic: string, objects: LiveObject[]}} Snapshot
 * @typedef {{t: "changes", topic: string, objects: LiveObject[]}} Changes
 * @typedef {{t: "tick", now: string, lag_ms: number, digests: Record<string, number>}} Tick
 * @typedef {{t: "error", code: string}} Refusal
 * @typedef {Hello | Snapshot | Changes | Tick | Refusal} Frame
 */

/**
 * Read a frame; null where a text is none.
 *
 * @param {unknown} text
 * @returns {Frame | null}
 */
export function read(text) {
  if (typeof text !== "string") {
    return null;
  }
  try {
    const frame = JSON.parse(text);
    return typeof frame === "object" && frame !== null && typeof frame.t === "string"
      ? frame
      : null;
  } catch {
    return null;
  }
}
