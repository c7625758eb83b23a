/** Bind a room's map to its boards, its open case and its key. */

import { each } from "../clock.js";
import { SituationMap } from "../components/situation-map.js";
import { one } from "../dom.js";
import { bind } from "../keys.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */
/** @typedef {import("../types.js").PositionCard} PositionCard */
/** @typedef {import("../rooms/stand.js").Stand} Stand */

/**
 * Bind the map of a room; where cases have a stand, it goes to the open one.
 *
 * @param {HTMLElement} room
 * @param {Stand | null} stand
 * @returns {{show: (cases: CaseCard[], positions: PositionCard[]) => void}}
 */
export function bindMap(room, stand) {
  const map = one(room, "situation-map", SituationMap);
  const follow = () => map.follow(stand?.pane?.state ?? null);
  if (stand) {
    map.choose = (card) => stand.open(card.id, { focus: true });
    map.home = () => stand.pane?.focusWork();
  }
  bind("Alt+M", "group.moving", "key.map", () => {
    follow();
    map.turn();
  });
  // The open case is read again by its own pane; the map only looks what it says now.
  each(follow);
  return {
    show: (cases, positions) => {
      follow();
      map.show({ cases, units: positions });
    },
  };
}
