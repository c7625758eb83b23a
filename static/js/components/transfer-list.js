/** What was offered to this centre: unanswered first and oldest first, then what it has in hand. */

import { make, one, write } from "../dom.js";
import { say } from "../words.js";
import { complaintOf, graver, marksOf } from "./case-list.js";
import { ElapsedTime } from "./elapsed-time.js";
import { LiveList } from "./live-list.js";
import { SeverityMark } from "./severity-mark.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */

/**
 * Tell whether an offer to this centre waits.
 *
 * @param {CaseCard} card
 * @param {string} centre
 */
function waits(card, centre) {
  return card.offers.waiting ? card.offers.waiting.includes(centre) : card.offers.open > 0;
}

export class TransferList extends HTMLElement {
  /**
   * Set by the room: what choosing does.
   *
   * @type {(card: CaseCard) => void}
   */
  choose = () => {};
  /** @type {CaseCard[]} */
  unanswered = [];

  /**
   * @param {CaseCard[]} cards
   * @param {string} centre
   */
  show(cards, centre) {
    const due = (/** @type {CaseCard} */ card) => card.due_at ?? card.opened_at;
    this.unanswered = cards
      .filter((card) => waits(card, centre))
      .toSorted((a, b) => due(a).localeCompare(due(b)));
    const inHand = cards.filter((card) => !waits(card, centre)).toSorted(graver);
    this.#fill(".unanswered", this.unanswered, true);
    this.#fill(".in-hand", inHand, false);
  }

  /** @param {string} id */
  mark(id) {
    for (const list of this.querySelectorAll("live-list")) {
      if (list instanceof LiveList) {
        list.mark(id);
      }
    }
  }

  /**
   * @param {string} selector
   * @param {CaseCard[]} cards
   * @param {boolean} waiting
   */
  #fill(selector, cards, waiting) {
    const part = one(this, selector, HTMLElement);
    one(part, ".nothing", HTMLElement).hidden = cards.length > 0;
    write(part.querySelector(".count"), String(cards.length));
    const list = one(part, "live-list", LiveList);
    list.hidden = cards.length === 0;
    list.render(cards, {
      key: (card) => card.id,
      build: () => {
        const clock = new ElapsedTime();
        clock.className = "time age";
        clock.toggleAttribute("data-until", waiting);
        const mark = new SeverityMark();
        mark.className = "severity";
        return make(
          "div",
          "case-row",
          mark,
          make("span", "what"),
          clock,
          make("span", "where"),
          make("span", "how"),
        );
      },
      patch: (row, card) => {
        one(row, "severity-mark", SeverityMark).show(card.severity, card.effective_severity, {
          short: true,
        });
        row.toggleAttribute("data-waiting", waiting);
        write(row.querySelector(".what"), complaintOf(card));
        write(row.querySelector(".where"), card.municipality || say("place.none_short"));
        const state = waiting ? say("offer.offered") : say(`short.${card.stage}`);
        write(row.querySelector(".how"), [...marksOf(card), state].join(" · "));
        const clock = one(row, "elapsed-time", ElapsedTime);
        clock.setAttribute("at", (waiting ? card.due_at : card.opened_at) ?? card.opened_at);
      },
      choose: (card) => this.choose(card),
    });
  }
}

customElements.define("transfer-list", TransferList);
