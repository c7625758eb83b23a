/** Calls that ended before anybody knew the need: who is owed a call back, the soonest due first. */

import { make, one, write } from "../dom.js";
import { say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";
import { LiveList } from "./live-list.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */

export class CallbackList extends HTMLElement {
  /**
   * Set by the room: what choosing does.
   *
   * @type {(card: CaseCard) => void}
   */
  choose = () => {};
  size = 0;

  get list() {
    return one(this, "live-list", LiveList);
  }

  /** @param {CaseCard[]} cards */
  show(cards) {
    const owed = cards.filter((card) => card.unanswered);
    const due = (/** @type {CaseCard} */ card) => card.unanswered?.due_at ?? card.opened_at;
    owed.sort((a, b) => due(a).localeCompare(due(b)));
    this.size = owed.length;
    this.list.hidden = owed.length === 0;
    this.list.render(owed, {
      key: (card) => card.id,
      build: () => {
        const clock = new ElapsedTime();
        clock.className = "time due";
        clock.toggleAttribute("data-until", true);
        return make("div", "owed-call", make("b", "what"), clock, make("span", "how quiet"));
      },
      patch: (row, card) => this.#patch(row, card),
      choose: (card) => this.choose(card),
    });
  }

  /**
   * @param {HTMLElement} row
   * @param {CaseCard} card
   */
  #patch(row, card) {
    const question = card.unanswered;
    write(row.querySelector(".what"), say(`open.${question?.kind.split(".").pop()}`));
    const tried = question?.attempts ? say("open.tried", { count: question.attempts }) : "";
    const whose = card.position || say("open.nobody");
    write(
      row.querySelector(".how"),
      [card.reference.slice(-6), card.municipality, tried, whose].filter(Boolean).join(" · "),
    );
    one(row, ".due", ElapsedTime).setAttribute("at", question?.due_at ?? card.opened_at);
  }
}

customElements.define("callback-list", CallbackList);
