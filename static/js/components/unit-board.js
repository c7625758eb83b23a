/**
 * A centre's units by how soon they can be there: one Tab stop, arrows move, Enter does the next.
 *
 * The next thing of a free unit is to be assigned to the open case, of a busy one its next status;
 * a digit sets any status, Shift+Enter frees it at once.
 */

import { each, since, span } from "../clock.js";
import { all, make, one, write } from "../dom.js";
import { isOld, kilometres, lastHeard } from "../heard.js";
import { statusOfKey } from "../statuses.js";
import { say } from "../words.js";
import { LiveList } from "./live-list.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Unit} Unit */

/** @typedef {Unit & {next: string, mine: boolean, elsewhere: boolean, far: number | null,
 *   heardAt: string}} Row */

export class UnitBoard extends HTMLElement {
  /** @type {CaseState | null} */
  #state = null;
  /** @type {Row[]} */
  #rows = [];
  /** @type {(() => void) | null} */
  #stop = null;

  connectedCallback() {
    if (!this.firstElementChild) {
      const list = new LiveList();
      list.setAttribute("aria-label", this.closest("section")?.getAttribute("aria-label") ?? "");
      this.append(list);
      this.addEventListener("keydown", (event) => this.#onKey(event));
    }
    this.#stop = each(() => this.#age());
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get list() {
    return one(this, "live-list", LiveList);
  }

  /** Who has not accepted yet sends nobody. */
  get #mayAssign() {
    const centre = this.pane?.dataset.ownCentre;
    const offers = this.#state?.offers ?? [];
    const accepted = offers.some((offer) => offer.centre === centre && offer.state === "accepted");
    return accepted && (this.pane?.may("dispatch.assign") ?? false);
  }

  /** The units in the order in which they would be sent. */
  get ranked() {
    return this.#rows;
  }

  /** @param {CaseState} state */
  update(state) {
    this.#state = state;
    this.refresh();
  }

  /** Rank anew: a unit has moved. */
  refresh() {
    const state = this.#state;
    if (!state) {
      return;
    }
    const mine = new Map(
      state.assignments.filter((sent) => sent.active).map((sent) => [sent.unit, sent]),
    );
    this.#rows = (state.units ?? []).map((unit) => {
      const sent = mine.get(unit.id);
      return {
        ...unit,
        ...this.#whereabouts(unit, state),
        status: sent?.status ?? unit.status,
        next: sent?.next?.[0] ?? "",
        mine: sent !== undefined,
        elsewhere: sent === undefined && unit.status !== "available",
      };
    });
    // What is on this case stands first, what is elsewhere last; between them the kinds that the
    // plan calls for, the nearest before the others.
    const far = (/** @type {Row} */ row) => row.far ?? Number.POSITIVE_INFINITY;
    this.#rows.sort(
      (a, b) =>
        Number(b.mine) - Number(a.mine) ||
        Number(a.elsewhere) - Number(b.elsewhere) ||
        Number(b.called_for ?? false) - Number(a.called_for ?? false) ||
        (far(a) === far(b) ? 0 : far(a) - far(b)) ||
        a.callsign.localeCompare(b.callsign),
    );
    const free = this.#rows.filter((row) => row.status === "available").length;
    write(
      this.closest("section")?.querySelector(".count") ?? null,
      say("unit.free_of", { free, all: this.#rows.length }),
    );
    const missing = (state.missing ?? []).map((kind) => kind.label).join(", ");
    const gap = this.closest("section")?.querySelector(".missing");
    if (gap instanceof HTMLElement) {
      gap.hidden = missing === "";
      write(gap, missing && say("unit.missing", { kinds: missing }));
    }
    this.list.render(this.#rows, {
      key: (unit) => unit.id,
      build: () => this.#build(),
      patch: (row, unit) => this.#patch(row, unit),
      choose: (unit, event) => this.#advance(unit, event.shiftKey ? "available" : unit.next),
    });
  }

  /**
   * How far a unit is and since when that is known: live, or as the server ranked it.
   *
   * @param {Unit} unit
   * @param {CaseState} state
   */
  #whereabouts(unit, state) {
    const { latitude, longitude } = state.location;
    const heard = lastHeard(unit.id);
    const heardAt = heard?.at ?? unit.position_at ?? "";
    if (!heard || latitude === null || longitude === null) {
      return { far: unit.distance_km ?? null, heardAt };
    }
    return { far: kilometres(heard, { latitude, longitude }), heardAt };
  }

  #build() {
    return make(
      "div",
      "unit",
      make("b", "mono callsign"),
      make("span", "kind quiet"),
      make("span", "status"),
      make("span", "heard quiet"),
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
    row.toggleAttribute("data-elsewhere", unit.elsewhere);
    row.toggleAttribute("data-called-for", unit.called_for ?? false);
    write(row.querySelector(".callsign"), unit.callsign);
    write(row.querySelector(".kind"), unit.kind_label);
    const distance =
      unit.far === null ? "" : say("unit.distance", { kilometres: unit.far.toFixed(1) });
    write(
      row.querySelector(".status"),
      [say(`unit.${unit.status}`), distance].filter(Boolean).join(" · "),
    );
    row.dataset.heard = unit.heardAt;
    this.#tellAge(row);
    const act = one(row, ".act", HTMLElement);
    const word = this.#wordFor(unit);
    act.hidden = word === "";
    const first = this.#rows.find((other) => !other.mine && !other.elsewhere);
    act.classList.toggle("primary", unit === first && !this.#rows.some((other) => other.mine));
    write(act, word);
  }

  #age() {
    for (const row of all(this, "[data-heard]")) {
      this.#tellAge(row);
    }
  }

  /** @param {HTMLElement} row */
  #tellAge(row) {
    const at = row.dataset.heard;
    const seconds = at ? since(at) : 0;
    const text = at ? say("unit.heard", { age: span(seconds) }) : say("unit.unheard");
    write(row.querySelector(".heard"), text);
    row.toggleAttribute("data-old", !at || isOld(seconds));
  }

  /** @param {Row} unit */
  #wordFor(unit) {
    if (unit.mine) {
      const may = unit.next !== "" && this.pane?.may("dispatch.set_status");
      return may ? say(`unit.${unit.next}`) : "";
    }
    const free = unit.status === "available" && this.#mayAssign;
    return free ? say("unit.assign") : "";
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-key]") : null;
    const unit = this.#rows.find(({ id }) => row instanceof HTMLElement && id === row.dataset.key);
    const status = statusOfKey(event);
    if (unit?.mine && status) {
      event.preventDefault();
      this.#advance(unit, status);
    }
  }

  /**
   * @param {Row} unit
   * @param {string} status what a unit on this case does next
   */
  async #advance(unit, status) {
    if (this.#wordFor(unit) === "") {
      return;
    }
    if (unit.mine) {
      await this.pane?.run(`/dispatch/units/${unit.id}/status/`, {
        status,
        case: this.#state?.id ?? "",
      });
    } else {
      await this.pane?.run("dispatch/assign/", { unit: unit.id });
    }
  }
}

customElements.define("unit-board", UnitBoard);
