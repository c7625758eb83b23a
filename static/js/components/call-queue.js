/** The calls that ring, the longest wait first. */

import { moment } from "../clock.js";
import { make, one, sync, write } from "../dom.js";
import { knows, say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";
import { LiveList } from "./live-list.js";

/** @typedef {import("../types.js").CallCard} CallCard */

/**
 * What is worth knowing before answering: an unusual channel, doubts, and what this number did.
 *
 * @param {CallCard} call
 * @returns {string[]}
 */
function tagsOf(call) {
  const tags = new Set();
  if (call.kind && call.kind !== "telephone") {
    tags.add(say(`kind.${call.kind}`));
  }
  if (call.earlier_90d) {
    const today = call.earlier_24h ?? 0;
    const outcome = `disposition.${call.last_outcome}`;
    tags.add(
      today > 0
        ? say("before.day", { count: today })
        : say("before.quarter", { count: call.earlier_90d }),
    );
    if (knows(outcome)) {
      tags.add(say("before.last", { outcome: say(outcome) }));
    } else if (knows(`stage.${call.last_outcome}`)) {
      tags.add(say("before.open"));
    }
  }
  for (const flag of call.flags) {
    tags.add(say(knows(`flag.${flag}`) ? `flag.${flag}` : "flag.other"));
  }
  return [...tags];
}

export class CallQueue extends HTMLElement {
  /** @type {CallCard[]} */
  #calls = [];
  /**
   * Set by the room: what answering does.
   *
   * @type {(call: CallCard) => void}
   */
  answer = () => {};

  get first() {
    return this.#calls[0] ?? null;
  }

  get size() {
    return this.#calls.length;
  }

  /** @param {CallCard[]} calls */
  show(calls) {
    this.#calls = calls.toSorted((a, b) => a.received_at.localeCompare(b.received_at));
    one(this, ".nothing", HTMLElement).hidden = this.#calls.length > 0;
    const list = one(this, "live-list", LiveList);
    list.hidden = this.#calls.length === 0;
    list.render(this.#calls, {
      key: (call) => call.id,
      build: () => this.#build(),
      patch: (row, call) => this.#patch(row, call),
      choose: (call) => this.answer(call),
    });
  }

  #build() {
    const waiting = new ElapsedTime();
    waiting.className = "time wait";
    const answer = make("span", "button small", say("queue.answer"), make("kbd", "", "F2"));
    return make("div", "call", make("span", "tail"), waiting, make("span", "flags"), answer);
  }

  /**
   * @param {HTMLElement} row
   * @param {CallCard} call
   */
  #patch(row, call) {
    const tail = one(row, ".tail", HTMLElement);
    const words = call.number_tail ? `··· ${call.number_tail}` : say("call.no_number");
    write(tail, words);
    tail.classList.toggle("quiet", !call.number_tail);
    one(row, ".wait", ElapsedTime).setAttribute("at", call.received_at);
    sync(one(row, ".flags", HTMLElement), tagsOf(call), {
      key: (tag) => tag,
      build: (tag) => make("span", "tag", tag),
      patch: () => {},
    });
    row.title = moment(call.received_at);
  }
}

customElements.define("call-queue", CallQueue);
