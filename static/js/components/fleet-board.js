/**
 * What every unit of the centre is doing, by kind: a live table whose rows never change places.
 *
 * A digit sets the status of the unit in focus; Enter opens its case, or writes its name on the
 * command line where it is free.
 */

import { all, make, one, sync, write } from "../dom.js";
import { statusOfKey } from "../statuses.js";
import { say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";
import { LiveList } from "./live-list.js";

/** @typedef {import("../types.js").UnitCard} UnitCard */
/** @typedef {import("../types.js").CaseCard} CaseCard */

export class FleetBoard extends HTMLElement {
  /**
   * Set by the room: what choosing does.
   *
   * @type {(unit: UnitCard) => void}
   */
  choose = () => {};
  /**
   * Set by the room: what a digit does; it gives why not, or nothing.
   *
   * @type {(unit: UnitCard, status: string) => Promise<string>}
   */
  setStatus = async () => "";
  /** @type {UnitCard[]} */
  #units = [];

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /**
   * @param {UnitCard[]} units
   * @param {CaseCard[]} cases
   */
  show(units, cases) {
    const numbers = new Map(cases.map((card) => [card.id, card.reference.slice(-6)]));
    const kind = (/** @type {UnitCard} */ unit) => say(`unit_kind.${unit.kind}`);
    this.#units = units.toSorted(
      (a, b) => kind(a).localeCompare(kind(b)) || a.callsign.localeCompare(b.callsign),
    );
    const free = units.filter((unit) => unit.status === "available").length;
    const panel = this.closest("section");
    write(panel?.querySelector(".count") ?? null, say("unit.free_of", { free, all: units.length }));
    one(this, ".nothing", HTMLElement).hidden = units.length > 0;
    this.#kinds();
    const list = one(this, "live-list", LiveList);
    list.hidden = units.length === 0;
    list.render(this.#units, {
      key: (unit) => unit.id,
      build: () => this.#build(),
      patch: (row, unit) => {
        row.dataset.status = unit.status;
        write(row.querySelector(".callsign"), unit.callsign);
        write(row.querySelector(".status"), say(`unit.${unit.status}`));
        write(row.querySelector(".which"), (unit.case && numbers.get(unit.case)) || "");
        one(row, "elapsed-time", ElapsedTime).setAttribute("at", unit.since);
        row.title = kind(unit);
      },
      choose: (unit) => this.choose(unit),
    });
  }

  #kinds() {
    const kinds = [...new Set(this.#units.map((unit) => unit.kind))];
    sync(one(this, ".kinds", HTMLElement), kinds, {
      key: (kind) => kind,
      build: () => make("li", "", make("span"), make("b", "mono")),
      patch: (item, kind) => {
        const of = this.#units.filter((unit) => unit.kind === kind);
        const free = of.filter((unit) => unit.status === "available").length;
        write(item.querySelector("span"), say(`unit_kind.${kind}`));
        write(item.querySelector("b"), `${free}/${of.length}`);
        item.toggleAttribute("data-none", free === 0);
      },
    });
  }

  #build() {
    const clock = new ElapsedTime();
    clock.className = "time";
    return make(
      "div",
      "fleet-row",
      make("b", "mono callsign"),
      make("span", "status"),
      make("span", "mono which quiet"),
      clock,
    );
  }

  /** @param {KeyboardEvent} event */
  async #onKey(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-key]") : null;
    const unit = this.#units.find(({ id }) => row instanceof HTMLElement && id === row.dataset.key);
    const status = statusOfKey(event);
    if (!unit || !status || status === unit.status) {
      return;
    }
    event.preventDefault();
    this.#complain("");
    this.#complain(await this.setStatus(unit, status));
  }

  /** @param {string} why */
  #complain(why) {
    for (const notice of all(this, ".refusal")) {
      notice.hidden = why === "";
      write(notice, why);
    }
  }
}

customElements.define("fleet-board", FleetBoard);
