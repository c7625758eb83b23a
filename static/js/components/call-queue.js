/** The calls that ring, the longest wait first; many from one place stand as one row. */

import { byArea } from "../areas.js";
import { moment, since } from "../clock.js";
import { make, one, picture, sync, write } from "../dom.js";
import { knows, say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";
import { LiveList } from "./live-list.js";

/** @typedef {import("../types.js").CallCard} CallCard */
/** @typedef {{id: string, call: CallCard, inside: boolean}} CallRow */
/** @typedef {{id: string, calls: CallCard[], open: boolean}} GroupRow */
/** @typedef {CallRow | GroupRow} Row */

const LONGEST_BEHIND_S = 60;

/**
 * What is worth knowing before answering: an unusual channel, doubts, and what this number did.
 *
 * @param {CallCard} call
 * @returns {string[]}
 */
function tagsOf(call) {
  const tags = new Set();
  if (call.municipality) {
    tags.add(call.municipality);
  }
  if (call.kind && call.kind !== "telephone") {
    tags.add(say(`kind.${call.kind}`));
  }
  if (call.earlier_90d) {
    tags.add(say("before.both", { day: call.earlier_24h ?? 0, quarter: call.earlier_90d }));
    if (call.helps_90d) {
      tags.add(say("before.helps", { count: call.helps_90d }));
    }
    const outcome = `disposition.${call.last_outcome}`;
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
  /** @type {Set<string>} */
  #unfolded = new Set();
  /**
   * Set by the room: what answering does.
   *
   * @type {(call: CallCard) => void}
   */
  answer = () => {};

  /** The call that is next: who waited a minute, then who is outside of any group. */
  get first() {
    const oldest = this.#calls[0] ?? null;
    const isLong = oldest !== null && since(oldest.received_at) >= LONGEST_BEHIND_S;
    return isLong ? oldest : (byArea(this.#calls).alone[0] ?? oldest);
  }

  /** The longest wait of all. */
  get oldest() {
    return this.#calls[0] ?? null;
  }

  get size() {
    return this.#calls.length;
  }

  /** @param {CallCard[]} calls */
  show(calls) {
    this.#calls = calls.toSorted((a, b) => a.received_at.localeCompare(b.received_at));
    this.#draw(false);
  }

  /** Show the same calls again: who is next depends on how long they have waited. */
  again() {
    this.#draw(false);
  }

  /** @param {boolean} asked */
  #draw(asked) {
    one(this, ".nothing", HTMLElement).hidden = this.#calls.length > 0;
    const list = one(this, "live-list", LiveList);
    list.hidden = this.#calls.length === 0;
    list.render(
      this.#arrange(),
      {
        key: (row) => row.id,
        build: (row) => ("calls" in row ? this.#buildGroup() : this.#build()),
        patch: (element, row) =>
          "calls" in row ? this.#patchGroup(element, row) : this.#patch(element, row),
        choose: (row) => ("calls" in row ? this.#fold(row) : this.answer(row.call)),
      },
      { asked },
    );
  }

  /** @returns {Row[]} */
  #arrange() {
    const { alone, groups } = byArea(this.#calls);
    /** @type {Row[]} */
    const rows = alone.map((call) => ({ id: call.id, call, inside: false }));
    for (const calls of groups) {
      // A group goes by the area of its first call, so that it stays itself while it grows.
      const id = `area:${calls[0]?.area}`;
      const open = this.#unfolded.has(id);
      rows.push({ id, calls, open });
      if (open) {
        rows.push(...calls.map((call) => ({ id: call.id, call, inside: true })));
      }
    }
    return rows;
  }

  /** @param {GroupRow} group */
  #fold(group) {
    if (!this.#unfolded.delete(group.id)) {
      this.#unfolded.add(group.id);
    }
    this.#draw(true);
  }

  #buildGroup() {
    const waiting = new ElapsedTime();
    waiting.className = "time wait";
    return make(
      "div",
      "call group",
      make("span", "tail", make("span"), make("kbd", "", "F2")),
      waiting,
      make("span", "flags"),
      make("span", "button small"),
    );
  }

  /**
   * @param {HTMLElement} element
   * @param {GroupRow} group
   */
  #patchGroup(element, group) {
    const names = new Set(group.calls.map((call) => call.municipality).filter(Boolean));
    write(element.querySelector(".tail span"), say("queue.group", { count: group.calls.length }));
    write(element.querySelector(".flags"), [...names].join(", "));
    one(element, ".wait", ElapsedTime).setAttribute("at", group.calls[0]?.received_at ?? "");
    element.toggleAttribute(
      "data-next",
      !group.open && group.calls.some((call) => call.id === this.first?.id),
    );
    write(element.querySelector(".button"), say(group.open ? "queue.fold" : "queue.unfold"));
    element.setAttribute("aria-expanded", String(group.open));
  }

  #build() {
    const waiting = new ElapsedTime();
    waiting.className = "time wait";
    const answer = make("span", "button small", say("queue.answer"), make("kbd", "", "F2"));
    const caution = make("span", "tag loud caution", picture("icons", "alert"), say("caution.one"));
    return make(
      "div",
      "call",
      make("span", "tail"),
      waiting,
      caution,
      make("span", "flags"),
      answer,
    );
  }

  /**
   * @param {HTMLElement} row
   * @param {CallRow} item
   */
  #patch(row, { call, inside }) {
    const tail = one(row, ".tail", HTMLElement);
    const words = call.number_tail ? `··· ${call.number_tail}` : say("call.no_number");
    write(tail, words);
    tail.classList.toggle("quiet", !call.number_tail);
    row.toggleAttribute("data-inside", inside);
    one(row, ".caution", HTMLElement).hidden = !call.caution;
    row.toggleAttribute("data-next", call.id === this.first?.id);
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
