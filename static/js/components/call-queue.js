/** The calls that ring, the longest wait first. */

import { moment } from "../clock.js";
import { make, one, sync, write } from "../dom.js";
import { knows, say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";
import { LiveList } from "./live-list.js";

/** @typedef {import("../types.js").CallCard} CallCard */

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
    const isPlain = call.kind === "telephone" || call.kind === "voice" || !call.kind;
    const flags = [
      ...(isPlain ? [] : [`kind.${call.kind}`]),
      ...call.flags.map((flag) => `flag.${flag}`),
    ];
    sync(one(row, ".flags", HTMLElement), flags, {
      key: (flag) => flag,
      build: (flag) => make("span", "tag", say(flag)),
      patch: (element, flag) => element.classList.toggle("known", knows(flag)),
    });
    row.title = moment(call.received_at);
  }
}

customElements.define("call-queue", CallQueue);
