/**
 * A centre's units: one Tab stop, arrows move, Enter does the next thing.
 *
 * The next thing of a free unit is to be assigned to the open case, of a busy one its next status;
 * Shift+Enter releases it at once.
 */

import { make, one, write } from "../dom.js";
import { say } from "../words.js";
import { LiveList } from "./live-list.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Unit} Unit */

/** @typedef {Unit & {next: string, mine: boolean, elsewhere: boolean}} Row */

export class UnitBoard extends HTMLElement {
  /** @type {CaseState | null} */
  #state = null;

  connectedCallback() {
    if (!this.firstElementChild) {
      const list = new LiveList();
      list.setAttribute("aria-label", this.closest("section")?.getAttribute("aria-label") ?? "");
      this.append(list);
    }
  }

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get list() {
    return one(this, "live-list", LiveList);
  }

  /** @param {CaseState} state */
  update(state) {
    this.#state = state;
    const mine = new Map(
      state.assignments.filter((sent) => sent.active).map((sent) => [sent.unit, sent]),
    );
    /** @type {Row[]} */
    const rows = (state.units ?? []).map((unit) => ({
      ...unit,
      status: mine.get(unit.id)?.status ?? unit.status,
      next: mine.get(unit.id)?.next?.[0] ?? "",
      mine: mine.has(unit.id),
      elsewhere: !mine.has(unit.id) && unit.status !== "available",
    }));
    // The server ranks them; what is on this case stands first, what is elsewhere last.
    rows.sort(
      (a, b) => Number(b.mine) - Number(a.mine) || Number(a.elsewhere) - Number(b.elsewhere),
    );
    this.list.render(rows, {
      key: (unit) => unit.id,
      build: () => this.#build(),
      patch: (row, unit) => this.#patch(row, unit),
      choose: (unit, event) => {
        const onFree = event.target instanceof Element && event.target.closest(".free") !== null;
        this.#advance(unit, event.shiftKey || onFree);
      },
    });
  }

  #build() {
    return make(
      "div",
      "unit",
      make("b", "mono callsign"),
      make("span", "kind quiet"),
      make("span", "status"),
      make("span", "button bare small free", say("unit.available"), make("kbd", "", "⇧⏎")),
      make("span", "button small act"),
    );
  }

  /**
   * @param {HTMLElement} row
   * @param {Row} unit
   */
  #patch(row, unit) {
    row.dataset.status = unit.status;
    row.toggleAttribute("data-mine", unit.mine);
    write(row.querySelector(".callsign"), unit.callsign);
    write(row.querySelector(".kind"), unit.kind_label);
    const away = unit.distance_km ?? null;
    const distance = away === null ? "" : say("unit.distance", { kilometres: away.toFixed(1) });
    write(
      row.querySelector(".status"),
      [say(`unit.${unit.status}`), distance].filter(Boolean).join(" · "),
    );
    const act = one(row, ".act", HTMLElement);
    const word = this.#wordFor(unit);
    act.hidden = word === "";
    one(row, ".free", HTMLElement).hidden = !unit.next || unit.next === "available";
    write(act, word);
  }

  /** @param {Row} unit */
  #wordFor(unit) {
    if (unit.mine) {
      const may = unit.next !== "" && this.pane?.may("dispatch.set_status");
      return may ? say(`unit.${unit.next}`) : "";
    }
    const free = unit.status === "available" && this.pane?.may("dispatch.assign");
    return free ? say("unit.assign") : "";
  }

  /**
   * @param {Row} unit
   * @param {boolean} free whether the unit is released at once
   */
  async #advance(unit, free) {
    if (this.#wordFor(unit) === "") {
      return;
    }
    if (unit.mine) {
      await this.pane?.run(`/dispatch/units/${unit.id}/status/`, {
        status: free ? "available" : unit.next,
        case: this.#state?.id ?? "",
      });
    } else {
      await this.pane?.run("dispatch/assign/", { unit: unit.id });
    }
  }
}

customElements.define("unit-board", UnitBoard);
