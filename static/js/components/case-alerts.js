/**
 * What must not be missed on a case: it stands at the foot, where it moves nothing.
 *
 * News of another report stay until this person has said that they saw them.
 */

import { make, one, picture, sync, write } from "../dom.js";
import { say } from "../words.js";
import { changeOf } from "./assessment-changes.js";
import { ElapsedTime } from "./elapsed-time.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {{id: string, icon: string, text: string, at: string, until: boolean,
 *   word: string, keys: string, run: () => unknown}} Alert */

const NEWS = ["intake.case_joined", "intake.severity_raised"];
const STANDING = ["offered", "accepted", "expired"];
const person = document.documentElement.dataset.user ?? "";

export class CaseAlerts extends HTMLElement {
  /** @type {CaseState | null} */
  #state = null;

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get #mark() {
    return `cae.seen.${person}.${this.pane?.caseId}`;
  }

  get #seen() {
    return Number(localStorage.getItem(this.#mark) ?? 0);
  }

  /** The case that may be set apart again: this one, or the last that joined it. */
  get separable() {
    const incident = this.#state?.incident;
    if (incident?.joined_to) {
      return this.pane?.caseId ?? "";
    }
    return incident?.joined.findLast((each) => each.can_separate)?.id ?? "";
  }

  /** @param {CaseState} state */
  update(state) {
    this.#state = state;
    const alerts = [
      ...this.#changes(state),
      ...this.#plan(state),
      ...this.#asks(state),
      ...this.#silence(state),
      ...this.#unanswered(state),
      ...this.#joins(state),
      ...this.#news(state),
    ];
    this.hidden = alerts.length === 0;
    sync(one(this, "ul", HTMLElement), alerts, {
      key: (alert) => alert.id,
      build: (alert) => this.#build(alert),
      patch: (row, alert) => {
        write(row.querySelector(".text"), alert.text);
        const clock = one(row, "elapsed-time", ElapsedTime);
        clock.toggleAttribute("data-until", alert.until);
        clock.setAttribute("at", alert.at);
        one(row, "button", HTMLElement).hidden = alert.word === "";
      },
    });
  }

  /** @param {Alert} alert */
  #build(alert) {
    const clock = new ElapsedTime();
    clock.className = "time";
    const button = make("button", "button small", alert.word);
    if (alert.keys) {
      button.append(make("kbd", "", alert.keys));
    }
    button.setAttribute("type", "button");
    button.addEventListener("click", alert.run);
    return make("li", "", picture("icons", alert.icon), make("span", "text"), clock, button);
  }

  /** The assessment changed, the newest first: each seen by this person or centre, and told so. */
  see() {
    this.#changes(this.#state)[0]?.run();
  }

  /** Ask everybody of the plan who was not asked yet. */
  offerPlan() {
    this.#plan(this.#state)[0]?.run();
  }

  /**
   * @param {CaseState | null} state
   * @returns {Alert[]}
   */
  #changes(state) {
    const unseen = (state?.changes ?? []).filter((change) => change.mine);
    const [newest, oldest] = [unseen[0], unseen.at(-1)];
    if (!state || !newest || !oldest) {
      return [];
    }
    // Whoever sees the last has seen those before it: one line, from how it was to how it is.
    const agencies = [...new Set(unseen.flatMap((change) => change.agencies))];
    return [
      {
        id: `change:${newest.seq}`,
        icon: "alert",
        text: changeOf(state, { ...newest, from: oldest.from, agencies }),
        at: newest.at,
        until: false,
        word: this.pane?.may("triage.see_change") ? say("alert.seen") : "",
        keys: "Alt V",
        run: () => this.pane?.run("triage/seen/", { seq: newest.seq }),
      },
    ];
  }

  /**
   * Who else the plan of a threat to life calls for, and nobody has asked.
   *
   * @param {CaseState | null} state
   * @returns {Alert[]}
   */
  #plan(state) {
    const asked = (state?.offers ?? [])
      .filter((offer) => STANDING.includes(offer.state))
      .map((offer) => offer.agency);
    const rest = (state?.plan.agencies ?? []).filter((agency) => !asked.includes(agency));
    const may = this.pane?.may("transfer.offer_plan");
    if (!may || state?.severity !== "P0" || rest.length === 0) {
      return [];
    }
    const agencies = rest.map((agency) => say(`agency.${agency}`)).join(", ");
    return [
      {
        id: `plan:${rest.join(".")}`,
        icon: "send",
        text: say("alert.plan", { agencies }),
        at: "",
        until: false,
        word: say("alert.offer_plan"),
        keys: "Alt G",
        run: () => this.pane?.run("transfer/plan/", {}),
      },
    ];
  }

  /**
   * The question that is still open while the first step is read.
   *
   * @param {CaseState} state
   * @returns {Alert[]}
   */
  #asks(state) {
    const { question, determinant } = state.triage;
    if (!question || determinant?.severity !== "P0" || !state.holder?.me) {
      return [];
    }
    return [
      {
        id: "asks",
        icon: "note",
        text: say("alert.asks", { question: question.text }),
        at: "",
        until: false,
        word: say("alert.go_on"),
        keys: "Alt 2",
        run: () => this.pane?.open("triage", { focus: true }),
      },
    ];
  }

  /**
   * @param {CaseState} state
   * @returns {Alert[]}
   */
  #silence(state) {
    if (!state.silence || state.silence.result) {
      return [];
    }
    const open = this.pane?.may("intake.end_silence") ? say("alert.open") : "";
    return [
      {
        id: "silence",
        icon: "sound",
        text: say("alert.silence"),
        at: state.silence.opened_at,
        until: false,
        word: open,
        keys: "F9",
        run: () => this.pane?.listen(),
      },
    ];
  }

  /**
   * @param {CaseState} state
   * @returns {Alert[]}
   */
  #unanswered(state) {
    const question = state.unanswered;
    if (!question) {
      return [];
    }
    return [
      {
        id: "unanswered",
        icon: "phone",
        text: question.label,
        at: question.due_at ?? "",
        until: true,
        word: this.pane?.may("intake.settle_unanswered") ? say("alert.call_back") : "",
        keys: "",
        run: () => this.pane?.open("unanswered", { focus: true }),
      },
    ];
  }

  /**
   * @param {CaseState} state
   * @returns {Alert[]}
   */
  #joins(state) {
    const { joined_to: into = null, joined = [] } = state.incident ?? {};
    const undo = () => this.pane?.separate();
    const shared = { icon: "check", at: "", until: false, keys: "Alt Z", run: undo };
    if (into) {
      const text = say("alert.joined_to", { reference: into.reference });
      const word = this.pane?.may("incident.separate") ? say("alert.undo") : "";
      return [{ ...shared, id: `into:${into.id}`, text, word }];
    }
    const last = joined.find((each) => each.id === this.separable);
    if (!last) {
      return [];
    }
    const text = say("alert.joined_from", { reference: last.reference });
    return [{ ...shared, id: `from:${last.id}`, text, word: say("alert.undo") }];
  }

  /**
   * @param {CaseState} state
   * @returns {Alert[]}
   */
  #news(state) {
    const me = this.pane?.dataset.position;
    return state.timeline
      .filter((entry) => NEWS.includes(entry.kind) && entry.by !== me && entry.seq > this.#seen)
      .map((entry) => ({
        id: `news:${entry.seq}`,
        icon: "alert",
        text: `${entry.title}: ${entry.text}`,
        at: entry.at,
        until: false,
        word: say("alert.seen"),
        keys: "",
        run: () => {
          localStorage.setItem(this.#mark, String(Math.max(this.#seen, entry.seq)));
          this.update(state);
        },
      }));
  }
}

customElements.define("case-alerts", CaseAlerts);
