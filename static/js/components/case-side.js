/** Beside the sheets: help on its way, what is owed, this number before, the chronology. */

import { moment } from "../clock.js";
import { make, one, sync, write } from "../dom.js";
import { knows, say } from "../words.js";
import { drawMemory } from "./case-remarks.js";
import { drawCommitments } from "./commitment-rows.js";
import { ElapsedTime } from "./elapsed-time.js";
import { UnitBoard } from "./unit-board.js";

/** @typedef {import("../types.js").CaseState} CaseState */

/** @typedef {{id: string, name: string, state: string, word: string, at: string, deadline: boolean}} Help */

/**
 * Offers that stand or failed, then units, in one list.
 *
 * @param {CaseState} state
 * @returns {Help[]}
 */
function helpOf(state) {
  const offers = state.offers
    .filter((offer) => offer.state !== "withdrawn")
    .map((offer) => ({
      id: offer.id,
      name: offer.centre_name,
      state: offer.state,
      word: say(`offer.${offer.state}`),
      at: (offer.state === "offered" ? offer.due_at : offer.answered_at) ?? offer.offered_at,
      deadline: offer.state === "offered" && offer.due_at !== null,
    }));
  const units = state.assignments
    .filter((assignment) => assignment.active)
    .map((assignment) => ({
      id: assignment.id,
      name: assignment.callsign,
      state: "unit",
      word: say(`unit.${assignment.status}`),
      at: assignment.since,
      deadline: false,
    }));
  return [...units, ...offers];
}

/**
 * Draw earlier cases of a number: how each ended, and what help it was sent.
 *
 * @param {HTMLElement} list
 * @param {CaseState["earlier"]} rows
 */
export function earlierRows(list, rows) {
  sync(list, rows, {
    key: (earlier) => earlier.reference,
    build: () => make("li", "", make("b", "mono"), make("span"), make("time", "time quiet")),
    patch: (row, earlier) => {
      const key = `disposition.${earlier.disposition}`;
      const ended = knows(key) ? say(key) : earlier.disposition;
      const helped = earlier.help_sent ? say("before.helped") : "";
      write(row.querySelector("b"), earlier.reference);
      write(row.querySelector("span"), [ended, helped].filter(Boolean).join(" · "));
      write(row.querySelector("time"), moment(earlier.at));
    },
  });
}

export class CaseSide extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    const help = this.querySelector(".help");
    if (help instanceof HTMLElement) {
      this.#help(help, helpOf(state));
    }
    const board = this.querySelector("unit-board");
    if (board instanceof UnitBoard) {
      board.update(state);
    }
    const owed = one(this, ".owed", HTMLElement);
    owed.hidden = state.commitments.length === 0;
    write(owed.querySelector(".count"), String(state.commitments.length));
    drawCommitments(one(owed, ".commitments", HTMLElement), state.commitments, null);
    this.#before(state);
    drawMemory(this, state);
    this.#timeline(state);
  }

  /** Unfold what is remarked, with the cursor in a new remark. */
  remark() {
    const panel = one(this, ".memory details", HTMLDetailsElement);
    panel.open = true;
    one(panel, "form-field :is(select, input)", HTMLElement).focus();
  }

  /**
   * @param {HTMLElement} list
   * @param {Help[]} items
   */
  #help(list, items) {
    const panel = list.parentElement;
    const nothing = panel?.querySelector(".nothing");
    if (nothing instanceof HTMLElement) {
      nothing.hidden = items.length > 0;
    }
    sync(list, items, {
      key: (item) => item.id,
      build: () => {
        const clock = new ElapsedTime();
        clock.className = "time";
        return make("li", "helper", make("b"), make("span"), clock);
      },
      patch: (row, item) => {
        row.dataset.state = item.state;
        write(row.querySelector("b"), item.name);
        write(row.querySelector("span"), item.word);
        const clock = one(row, "elapsed-time", ElapsedTime);
        clock.toggleAttribute("data-until", item.deadline);
        clock.setAttribute("at", item.at);
      },
    });
  }

  /** @param {CaseState} state */
  #before(state) {
    const panel = one(this, ".before", HTMLElement);
    panel.hidden = state.earlier.length === 0;
    write(panel.querySelector(".count"), String(state.earlier.length));
    earlierRows(one(panel, ".earlier", HTMLElement), state.earlier);
  }

  /** @param {CaseState} state */
  #timeline(state) {
    const panel = one(this, ".chronology", HTMLElement);
    write(panel.querySelector(".count"), String(state.timeline.length));
    const newest = state.timeline.toSorted((a, b) => b.seq - a.seq);
    sync(one(panel, ".timeline", HTMLElement), newest, {
      key: (entry) => String(entry.seq),
      build: () =>
        make("li", "", make("time", "time quiet"), make("span", "by quiet"), make("b"), make("p")),
      patch: (row, entry) => {
        write(row.querySelector("time"), moment(entry.at));
        write(row.querySelector(".by"), entry.by);
        write(row.querySelector("b"), entry.title);
        write(row.querySelector("p"), entry.text);
      },
    });
  }
}

customElements.define("case-side", CaseSide);
