/**
 * One case on the screen: it holds its state, hands it to its parts, and sends their commands.
 *
 * The fragment of another case replaces this element whole, so that no value of one case can
 * appear in another. New states patch; they never replace what is typed and never move the focus.
 */

import { showAtOnce } from "../at-once.js";
import { send } from "../commands.js";
import { all, one } from "../dom.js";
import { end } from "../ending.js";
import { ReadRefused, readJson } from "../http.js";
import { restoreDrafts } from "../typing.js";
import { say } from "../words.js";
import { CaseAlerts } from "./case-alerts.js";
import { show } from "./case-parts.js";
import { SilentSheet } from "./silent-sheet.js";
import { StageRail } from "./stage-rail.js";
import { WhereaboutsSheet } from "./whereabouts-sheet.js";
import "./answer-keys.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../commands.js").Answer} Answer */

const AFTER_CHANGE_MS = 120;

export class CasePane extends HTMLElement {
  /** @type {CaseState} */
  #state = JSON.parse(this.querySelector("script[type='application/json']")?.textContent ?? "{}");
  #stage = "";
  /** @type {Promise<void> | null} */
  #reading = null;
  /** @type {Promise<void> | null} */
  #next = null;
  #reached = 0;
  /** @type {Map<string, Promise<Answer>>} */
  #running = new Map();
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    this.querySelector("script[type='application/json']")?.remove();
    this.addEventListener("click", (event) => this.#onClick(event));
    const takeOver = one(this, ".holder form", HTMLFormElement);
    takeOver.addEventListener("submit", async (event) => {
      event.preventDefault();
      const reason = String(new FormData(takeOver).get("reason") ?? "");
      const answer = await this.run("take-over/", { reason });
      if (answer.ok) {
        takeOver.reset();
        this.open(this.#state.stage, { focus: true });
      }
    });
    // The parts are connected after the whole; only then can they be shown anything.
    queueMicrotask(() => this.#begin());
  }

  #begin() {
    this.#show();
    // A centre's desk finds what it has to do itself in the coordinated response.
    const first = this.#state.unanswered ? "unanswered" : this.#state.stage;
    this.open(this.dataset.mode === "dispatcher" ? "transfer" : first);
    restoreDrafts(this);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  get state() {
    return this.#state;
  }

  get caseId() {
    return this.dataset.case ?? "";
  }

  get base() {
    return this.dataset.base ?? "";
  }

  get stage() {
    return this.#stage;
  }

  /**
   * Tell whether this person may do this now.
   *
   * @param {string | undefined} action
   */
  may(action) {
    return !action || !this.#state.allowed || this.#state.allowed.includes(action);
  }

  /**
   * Open the sheet of a stage.
   *
   * @param {string} stage
   * @param {{focus?: boolean}} [options] focus only when the person asked for the sheet
   */
  open(stage, { focus = false } = {}) {
    this.#stage = stage;
    this.dataset.open = stage;
    for (const sheet of all(this, "[data-sheet]")) {
      sheet.hidden = sheet.dataset.sheet !== stage;
    }
    one(this, "stage-rail", StageRail).mark(stage);
    if (focus) {
      this.focusWork();
    }
  }

  /** Put the cursor where the next thing of the open sheet is done. */
  focusWork() {
    const sheet = this.querySelector(`[data-sheet="${this.#stage}"]`);
    one(this, ".sheets", HTMLElement).scrollTo({ top: 0 });
    if (sheet && "focusWork" in sheet && typeof sheet.focusWork === "function") {
      sheet.focusWork();
      return;
    }
    const field = sheet?.querySelector("input:not([type=hidden]), textarea, button");
    if (field instanceof HTMLElement) {
      field.focus();
    }
  }

  /**
   * Send a command of this case; what it changed is read at once.
   *
   * The same again while the first is on its way is the same press of a hasty hand.
   *
   * @param {string} path below the case, or from the root
   * @param {Record<string, string | number | null | undefined>} fields
   * @param {{quiet?: boolean}} [options] quiet leaves the refusal to the caller
   * @returns {Promise<Answer>}
   */
  run(path, fields, { quiet = false } = {}) {
    const key = JSON.stringify([path, fields]);
    const running = this.#running.get(key) ?? this.#send(path, fields, quiet);
    this.#running.set(key, running);
    running.finally(() => this.#running.delete(key));
    return running;
  }

  /**
   * @param {string} path
   * @param {Record<string, string | number | null | undefined>} fields
   * @param {boolean} quiet
   * @returns {Promise<Answer>}
   */
  async #send(path, fields, quiet) {
    this.complain(null);
    const answer = await send(path.startsWith("/") ? path : `${this.base}${path}`, fields, {
      onWaiting: () => this.complain({ message: say("error.unreachable") }),
    });
    this.complain(null);
    this.reached(answer.body);
    if (!answer.ok && !quiet) {
      this.complain(answer.body);
    }
    await this.refresh();
    if (answer.ok) {
      showAtOnce(this, answer.body);
    }
    return answer;
  }

  /**
   * Show why something was refused, in the flow; null takes it away.
   *
   * @param {{message?: string, fields?: Record<string, string[]>} | null} refusal
   */
  complain(refusal) {
    const notice = one(this, ".notice.refusal", HTMLElement);
    notice.hidden = refusal === null;
    const details = Object.values(refusal?.fields ?? {}).flat();
    const text = [refusal?.message, ...details].filter(Boolean).join(" ");
    one(notice, "span", HTMLElement).textContent = refusal ? text || say("error.refused") : "";
  }

  /**
   * Learn from the board that the case has moved on.
   *
   * @param {number} version
   */
  learn(version) {
    if (version > this.#state.version) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), AFTER_CHANGE_MS);
    }
  }

  /**
   * Learn from an answer how far the case is: a reading that began before shows nothing.
   *
   * @param {{case?: string, version?: number}} body
   */
  reached(body) {
    if (body.case === this.caseId) {
      this.#reached = Math.max(this.#reached, body.version ?? 0);
    }
  }

  /**
   * Read the state again; readings never overlap.
   *
   * @returns {Promise<void>} once a reading that began after this call has ended
   */
  refresh() {
    if (this.#reading) {
      this.#next ??= this.#reading.then(() => {
        this.#next = null;
        return this.refresh();
      });
      return this.#next;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read() {
    try {
      /** @type {CaseState} */
      let state = await readJson(`${this.base}state/`);
      if (state.version < this.#reached) {
        // A command was answered meanwhile: what was read is from before it.
        state = await readJson(`${this.base}state/`);
      }
      const known = Math.max(this.#state.version, this.#reached);
      if (this.isConnected && state.id === this.caseId && state.version >= known) {
        this.#state = state;
        this.#show();
      }
    } catch (error) {
      // The link's own state tells how old the picture is; the next change reads again.
      if (error instanceof ReadRefused && [403, 404].includes(error.status)) {
        this.goTo("");
      }
    }
  }

  #show() {
    show(this, this.#state);
    const { holder, life } = this.#state;
    const notice = one(this, ".notice.holder", HTMLElement);
    const theirs = holder !== null && !holder.me;
    notice.hidden = !theirs || !this.may("case.take_over") || this.#state.stage === "closed";
    for (const name of /** @type {const} */ (["position", "name"])) {
      const place = notice.querySelector(`[data-show="holder.${name}"]`);
      if (place) {
        place.textContent = holder?.[name] ?? "";
      }
    }
    const doubt = life.breathing === "no" || life.breathing === "unknown";
    one(this, ".suspect", HTMLElement).hidden = !doubt || this.#state.instructions.script !== null;
    for (const element of all(this, "[data-needs]:not(field-group, form-field)")) {
      const may = this.may(element.dataset.needs);
      if (element.matches("details")) {
        element.hidden = !may;
      }
      for (const button of element.matches("button") ? [element] : all(element, "button")) {
        button.toggleAttribute("disabled", !may);
      }
    }
  }

  /** Suspected arrest: vital, health offered, the first step on the screen, nothing typed lost. */
  async arrest() {
    this.open("instructions");
    await this.run("arrest/", {});
  }

  /** Nobody speaks: the sheet at once, whatever the server says and when. */
  async listen() {
    this.open("silence", { focus: true });
    await one(this, "silent-sheet", SilentSheet).begin();
  }

  /** Where is the help? Look, and show it large. */
  async lookForHelp() {
    this.open("whereabouts");
    const sheet = one(this, "whereabouts-sheet", WhereaboutsSheet);
    await sheet.begin();
    sheet.focusWork();
  }

  /** Undo the last join: this case, or the last that joined it, stands alone again. */
  async separate() {
    const apart = one(this, "case-alerts", CaseAlerts).separable;
    if (!apart) {
      return;
    }
    const answer = await this.run(`/cases/${apart}/separate/`, {});
    if (answer.ok) {
      this.goTo(apart);
    }
  }

  /** The call tells of a second incident: a case of its own, open at once. */
  async split() {
    const answer = await this.run("split/", {});
    if (answer.ok) {
      this.goTo(answer.body.case);
    }
  }

  /**
   * Ask the room to bring another case to the stand, or this one anew.
   *
   * @param {string} caseId
   */
  goTo(caseId) {
    this.dispatchEvent(new CustomEvent("cae:go", { bubbles: true, detail: caseId }));
  }

  /** Unfold, under the digits, how a case ends that needs nothing. */
  offerOutcomes() {
    this.open(this.#stage === "closed" ? "closed" : "intake");
    const outcomes = one(this, `[data-sheet="${this.#stage}"] .dismiss`, HTMLDetailsElement);
    outcomes.open = true;
    one(outcomes, "button", HTMLButtonElement).focus();
  }

  /** @param {MouseEvent} event */
  async #onClick(event) {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    if (!target) {
      return;
    }
    if (target.dataset.command === "arrest") {
      this.arrest();
    } else if (target.dataset.open) {
      this.open(target.dataset.open, { focus: true });
    } else if (target.dataset.outcome) {
      const { outcome } = target.dataset;
      const what = target.querySelector("span")?.textContent ?? "";
      const answer = await end(this, "closure/dismiss/", { outcome }, what);
      if (answer?.ok) {
        this.open("closed", { focus: true });
      } else if (answer) {
        this.complain(answer.body);
      }
    }
  }
}

customElements.define("case-pane", CasePane);
