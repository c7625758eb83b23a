/** The units on the open case, each status one digit or one press away. */

import { make, one, write } from "../dom.js";
import { digitOf, STATUSES, statusOfKey } from "../statuses.js";
import { say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";
import { LiveList } from "./live-list.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Assignment} Assignment */

export class SentUnits extends HTMLElement {
  /** @type {Assignment[]} */
  #sent = [];

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#onKey(event));
  }

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get list() {
    return one(this, "live-list", LiveList);
  }

  get size() {
    return this.#sent.length;
  }

  /** @param {CaseState} state */
  update(state) {
    this.#sent = state.assignments
      .filter((sent) => sent.active)
      .toSorted((a, b) => Number(b.mine ?? false) - Number(a.mine ?? false));
    this.hidden = this.#sent.length === 0;
    this.list.render(this.#sent, {
      key: (sent) => sent.id,
      build: () => this.#build(),
      patch: (row, sent) => this.#patch(row, sent),
      choose: (sent, event) => {
        const pressed =
          event.target instanceof Element ? event.target.closest("[data-status]") : null;
        const status = pressed instanceof HTMLElement ? pressed.dataset.status : sent.next?.[0];
        if (status && !(event instanceof MouseEvent && !pressed)) {
          this.#say(sent, status);
        }
      },
    });
  }

  #build() {
    const clock = new ElapsedTime();
    clock.className = "time";
    const ways = STATUSES.filter(({ digit }) => digit !== "0").map(({ status }) => {
      const way = make(
        "span",
        "button small",
        make("kbd", "", digitOf(status)),
        make("span", "", say(`unit.${status}`)),
      );
      way.dataset.status = status;
      return way;
    });
    return make(
      "div",
      "sent-unit",
      make("b", "mono callsign"),
      make("span", "kind quiet"),
      make("span", "status"),
      clock,
      make("div", "ways", ...ways),
    );
  }

  /**
   * @param {HTMLElement} row
   * @param {Assignment} sent
   */
  #patch(row, sent) {
    write(row.querySelector(".callsign"), sent.callsign);
    write(row.querySelector(".kind"), sent.kind_label);
    write(row.querySelector(".status"), say(`unit.${sent.status}`));
    one(row, "elapsed-time", ElapsedTime).setAttribute("at", sent.since);
    const next = this.pane?.may("dispatch.set_status") ? (sent.next ?? []) : [];
    row.toggleAttribute("data-theirs", next.length === 0);
    for (const way of row.querySelectorAll("[data-status]")) {
      if (way instanceof HTMLElement) {
        const status = way.dataset.status ?? "";
        way.classList.toggle("primary", status === next[0]);
        // What lies behind keeps its place, so that no digit wanders.
        way.toggleAttribute("data-past", !next.includes(status));
        way.toggleAttribute("data-now", status === sent.status);
      }
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-key]") : null;
    const sent = this.#sent.find(({ id }) => row instanceof HTMLElement && id === row.dataset.key);
    const status = statusOfKey(event);
    if (sent && status) {
      event.preventDefault();
      this.#say(sent, status);
    }
  }

  /**
   * @param {Assignment} sent
   * @param {string} status
   */
  async #say(sent, status) {
    if (!sent.next?.length || status === sent.status) {
      return;
    }
    await this.pane?.run(`/dispatch/units/${sent.unit}/status/`, {
      status,
      case: this.pane.caseId,
    });
  }
}

customElements.define("sent-units", SentUnits);
