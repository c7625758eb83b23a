/**
 * Open cases that may tell of the same incident, beside the sheet while place and reason are typed.
 *
 * Its place is reserved, the last answer stays until the next, and it never takes the focus.
 */

import { make, one, write } from "../dom.js";
import { readJson } from "../http.js";
import { say } from "../words.js";
import { DraftField } from "./draft-field.js";
import { JoinForm } from "./join-form.js";
import { LiveList } from "./live-list.js";
import { SeverityMark } from "./severity-mark.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Proposal} Proposal */

const QUIET_MS = 300;
const POINT = ["latitude", "longitude"];
const COMPARED = ["location_text", "municipality", "complaint_protocol", ...POINT];
const DEGREES = /^-?\d{1,3}(\.\d+)?$/;

export class SameIncident extends HTMLElement {
  #asked = 0;
  #version = "";
  /** @type {number | undefined} */
  #timer;
  /** @type {string[]} */
  #brief = [];
  /** @type {(event: Event) => void} */
  #onTyped = (event) => {
    const group = event.target instanceof Element ? event.target.closest("field-group") : null;
    if (["location", "complaint"].includes(group?.getAttribute("name") ?? "")) {
      this.#soon();
    }
  };

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get list() {
    return one(this, "live-list", LiveList);
  }

  connectedCallback() {
    this.pane?.addEventListener("typed", this.#onTyped);
    this.pane?.addEventListener("picked", this.#onTyped);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  /** @param {CaseState} state */
  update(state) {
    const { location = 0, complaint = 0 } = state.groups;
    const version = `${location}/${complaint}/${state.incident?.joined_to?.id ?? ""}`;
    // A centre's desk does not join reports; it is told what they add.
    this.hidden = this.pane?.dataset.mode === "dispatcher" || state.stage === "closed";
    if (version !== this.#version && !this.hidden) {
      this.#version = version;
      this.#soon();
    }
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), QUIET_MS);
  }

  /** What stands in the fields, saved or not. */
  #typed() {
    /** @type {Map<string, string>} */
    const typed = new Map();
    for (const field of this.pane?.querySelectorAll("draft-field") ?? []) {
      if (field instanceof DraftField && COMPARED.includes(field.name)) {
        typed.set(field.name, field.value.trim());
      }
    }
    if (!POINT.every((name) => DEGREES.test(typed.get(name) ?? ""))) {
      for (const name of POINT) {
        typed.delete(name);
      }
    }
    return new URLSearchParams([...typed]);
  }

  async #ask() {
    this.#asked += 1;
    const turn = this.#asked;
    try {
      const answer = await readJson(`${this.pane?.base}same-incident/?${this.#typed()}`);
      if (turn === this.#asked && this.isConnected) {
        this.#show(answer.proposals ?? [], answer.brief ?? []);
      }
    } catch {
      // What was answered last stays.
    }
  }

  /**
   * @param {Proposal[]} proposals
   * @param {string[]} brief
   */
  #show(proposals, brief) {
    this.#brief = brief;
    write(this.querySelector(".count"), proposals.length ? String(proposals.length) : "");
    one(this, ".nothing", HTMLElement).hidden = proposals.length > 0;
    this.list.render(proposals, {
      key: (proposal) => proposal.case,
      build: () => {
        const mark = new SeverityMark();
        mark.className = "severity";
        return make(
          "div",
          "proposal-row",
          mark,
          make("b", "what"),
          make("span", "near"),
          make("span", "how quiet"),
        );
      },
      patch: (row, proposal) => this.#patch(row, proposal),
      choose: (proposal) => this.#choose(proposal),
    });
  }

  /**
   * @param {HTMLElement} row
   * @param {Proposal} proposal
   */
  #patch(row, proposal) {
    const { severity, effective_severity: counts, protocol_title: reason } = proposal;
    one(row, "severity-mark", SeverityMark).show(severity, counts, { short: true });
    write(row.querySelector(".what"), reason || say("complaint.none_short"));
    const metres = proposal.distance_m;
    const away =
      metres === null || metres === undefined
        ? ""
        : metres < 1000
          ? say("same.metres", { metres: Math.round(metres) })
          : say("unit.distance", { kilometres: (metres / 1000).toFixed(1) });
    const ago = say("same.minutes", { minutes: Math.round(proposal.minutes) });
    write(row.querySelector(".near"), [away, ago].filter(Boolean).join(" · "));
    write(
      row.querySelector(".how"),
      [
        proposal.kind === "same" ? "" : say(`same.${proposal.kind}`),
        proposal.reference.slice(-6),
        proposal.place || proposal.road || proposal.municipality,
        proposal.joined ? say("same.reports", { count: proposal.joined + 1 }) : "",
        proposal.holder_position,
      ]
        .filter(Boolean)
        .join(" · "),
    );
    row.title = [proposal.reference, proposal.place].filter(Boolean).join(" · ");
  }

  /** @param {Proposal} proposal */
  #choose(proposal) {
    one(this, "join-form", JoinForm).ask(proposal, this.#brief);
  }

  /** Put the cursor on the nearest proposal, or on the questions where they stand. */
  focusFirst() {
    const form = one(this, "join-form", JoinForm);
    if (!form.hidden) {
      form.focusWork();
    } else if (this.list.querySelector(".row-item")) {
      this.list.focusFirst();
    } else {
      one(this, ".nothing", HTMLElement).focus();
    }
  }
}

customElements.define("same-incident", SameIncident);
