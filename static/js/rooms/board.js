/** The live boards as rooms read them: cards by kind, and how old they are. */

import { tell } from "../clock.js";
import { LinkState } from "../components/link-state.js";
import { signedIn, signedOut } from "../http.js";
import { store } from "../live/store.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */
/** @typedef {import("../types.js").CallCard} CallCard */
/** @typedef {import("../types.js").UnitCard} UnitCard */
/** @typedef {import("../types.js").PositionCard} PositionCard */
/** @typedef {import("../types.js").ExceptionCard} ExceptionCard */
/** @typedef {{calls: CallCard[], cases: CaseCard[], units: UnitCard[],
 *   positions: PositionCard[], exceptions: ExceptionCard[]}} Board */

/**
 * Follow topics; each change hands over the whole board.
 *
 * @param {string[]} topics
 * @param {(board: Board) => void} onChange
 */
export function watch(topics, onChange) {
  /** @type {Map<string, Map<string, {kind: string, id: string, card: any}>>} */
  const parts = new Map();
  const gather = () => {
    /** @type {Map<string, {kind: string, card: any}>} */
    const objects = new Map();
    for (const part of parts.values()) {
      for (const object of part.values()) {
        if (object.card) {
          objects.set(`${object.kind}:${object.id}`, object);
        }
      }
    }
    const cards = (/** @type {string} */ kind) =>
      [...objects.values()].filter((object) => object.kind === kind).map((object) => object.card);
    onChange({
      calls: cards("call"),
      cases: cards("case"),
      units: cards("unit"),
      positions: cards("position"),
      exceptions: cards("exception"),
    });
  };
  for (const topic of topics) {
    store.subscribe(topic, (objects) => {
      parts.set(topic, objects);
      gather();
    });
  }
  const link = document.querySelector("link-state");
  if (!(link instanceof LinkState)) {
    return;
  }
  const show = (/** @type {"live" | "stale"} */ state) => (/** @type {Event} */ event) => {
    const detail = event instanceof CustomEvent ? event.detail : null;
    tell(detail?.now);
    link.show(state, Number(detail?.seconds ?? 0));
  };
  store.state.addEventListener("link", (event) => {
    const state = event instanceof CustomEvent ? event.detail.state : "";
    if (state === "signed_out") {
      signedOut();
    } else if (state === "open") {
      signedIn();
    }
  });
  store.state.addEventListener("fresh", show("live"));
  store.state.addEventListener("stale", show("stale"));
}
