/** The open cases, the gravest and oldest first. */

import { make, one, write } from "../dom.js";
import { knows, say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";
import { LiveList } from "./live-list.js";
import { SeverityMark } from "./severity-mark.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */

/**
 * Order cases: what has had no answer first, then by gravity, then by age.
 *
 * @param {CaseCard} a
 * @param {CaseCard} b
 */
export function graver(a, b) {
  const late = Math.sign(b.offers?.expired ?? 0) - Math.sign(a.offers?.expired ?? 0);
  return (
    late ||
    a.effective_severity.localeCompare(b.effective_severity) ||
    a.opened_at.localeCompare(b.opened_at)
  );
}

/**
 * The reason as a row says it: reserved where not every board may show it.
 *
 * @param {CaseCard} card
 */
export function complaintOf({ complaint, reserved }) {
  if (knows(`protocol.${complaint}`)) {
    return say(`protocol.${complaint}`);
  }
  const blank = reserved?.includes("complaint") ? "complaint.reserved" : "complaint.none_short";
  return complaint || say(blank);
}

/**
 * What a row says of a case beside its stage: its number, its cover, its many reports.
 *
 * @param {CaseCard} card
 */
export function marksOf(card) {
  return [
    card.reference.slice(-6),
    card.covert ? say("case.covert") : "",
    card.changed ? say("change.row") : "",
    card.joined ? say("same.reports", { count: card.joined + 1 }) : "",
  ].filter(Boolean);
}

export class CaseList extends HTMLElement {
  /**
   * Set by the room: what choosing does.
   *
   * @type {(card: CaseCard) => void}
   */
  choose = () => {};

  /** @param {CaseCard[]} cards */
  show(cards) {
    const sorted = cards.toSorted(graver);
    one(this, ".nothing", HTMLElement).hidden = sorted.length > 0;
    this.list.hidden = sorted.length === 0;
    this.list.render(sorted, {
      key: (card) => card.id,
      build: () => this.#build(),
      patch: (row, card) => this.#patch(row, card),
      choose: (card) => this.choose(card),
    });
  }

  get list() {
    return one(this, "live-list", LiveList);
  }

  #build() {
    const age = new ElapsedTime();
    age.className = "time age";
    const mark = new SeverityMark();
    mark.className = "severity";
    return make(
      "div",
      "case-row",
      mark,
      make("span", "what"),
      age,
      make("span", "where"),
      make("span", "how"),
    );
  }

  /**
   * @param {HTMLElement} row
   * @param {CaseCard} card
   */
  #patch(row, card) {
    one(row, "severity-mark", SeverityMark).show(card.severity, card.effective_severity, {
      short: true,
    });
    write(row.querySelector(".what"), complaintOf(card));
    write(row.querySelector(".where"), card.municipality || say("place.none_short"));
    const expired = (card.offers?.expired ?? 0) > 0;
    const stage = expired ? say("offer.expired") : say(`short.${card.stage}`);
    const how = one(row, ".how", HTMLElement);
    write(how, [...marksOf(card), stage, card.position].filter(Boolean).join(" · "));
    how.classList.toggle("loud", expired);
    one(row, ".age", ElapsedTime).setAttribute("at", card.opened_at);
  }
}

customElements.define("case-list", CaseList);
