/**
 * What a second report adds, asked before it joins: one key answers, Enter joins.
 *
 * The letters work only while a question has the focus; leaving keeps what was answered.
 */

import { all, hasCursor, one, write } from "../dom.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Proposal} Proposal */

const ANSWERS = ["yes", "no", "unknown"];

export class JoinForm extends HTMLElement {
  /** @type {Proposal | null} */
  #into = null;

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  /** @returns {HTMLElement[]} */
  get questions() {
    return all(this, "[data-question]").filter((question) => !question.hidden);
  }

  connectedCallback() {
    for (const button of all(this, "[data-answer]")) {
      button.addEventListener("click", () => this.#give(button));
    }
    this.addEventListener("keydown", (event) => this.#onKey(event));
    one(this, "[data-join]", HTMLElement).addEventListener("click", () => this.#join());
    one(this, "[data-cancel]", HTMLElement).addEventListener("click", () => this.#leave());
  }

  /** @param {CaseState} _state */
  update(_state) {
    const button = one(this, "[data-join]", HTMLButtonElement);
    button.disabled = !(this.pane?.may("incident.join") ?? false);
  }

  /**
   * Ask what the report adds to this incident; a closed one is gone on from, unasked.
   *
   * @param {Proposal} into
   * @param {string[]} brief codes asked besides
   */
  ask(into, brief) {
    if (this.#into?.case !== into.case) {
      for (const button of all(this, "[data-answer]")) {
        button.setAttribute("aria-checked", "false");
      }
    }
    this.#into = into;
    const closed = into.kind === "continuation";
    const asked = new Set([
      ...brief,
      ...(into.road ? ["trapped", "fire_or_load", "other_carriageway"] : []),
    ]);
    for (const question of all(this, "[data-question]")) {
      const isBrief = question.hasAttribute("data-brief");
      question.hidden = closed || (isBrief && !asked.has(question.dataset.question ?? ""));
    }
    write(
      this.querySelector("h3"),
      say(closed ? "same.continues" : "same.joins", {
        reference: into.reference.replace("-", "\u2011"),
      }),
    );
    write(this.querySelector("[data-join] span"), say(closed ? "same.continue" : "same.join"));
    this.hidden = false;
    this.focusWork();
  }

  /** Put the cursor on the first question without an answer, or on what joins. */
  focusWork() {
    const open = this.questions.find(
      (question) => !question.querySelector('[aria-checked="true"]'),
    );
    const next = open?.querySelector("[data-answer]") ?? this.querySelector("[data-join]");
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }

  /** @param {HTMLElement} button */
  #give(button) {
    for (const other of all(button.parentElement ?? this, "[data-answer]")) {
      other.setAttribute("aria-checked", String(other === button));
    }
    this.focusWork();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const here = event.target instanceof Element ? event.target.closest("[data-question]") : null;
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      this.#leave();
      return;
    }
    if (!here) {
      return;
    }
    const pressed = event.key.toUpperCase();
    const button = all(here, "[data-answer]").find(
      (candidate) => candidate.querySelector("kbd")?.textContent === pressed,
    );
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const questions = this.questions;
    if (button) {
      event.preventDefault();
      this.#give(button);
    } else if (step !== undefined) {
      event.preventDefault();
      const to = questions[questions.indexOf(/** @type {HTMLElement} */ (here)) + step];
      to?.querySelector("button")?.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#join();
    }
  }

  /** What is not answered is not known. */
  #told() {
    /** @type {Record<string, string>} */
    const told = {};
    for (const question of this.questions) {
      const given = question.querySelector('[aria-checked="true"]');
      const answer = given instanceof HTMLElement ? given.dataset.answer : undefined;
      told[question.dataset.question ?? ""] = answer ?? ANSWERS[2] ?? "";
    }
    return told;
  }

  async #join() {
    const into = this.#into;
    const pane = this.pane;
    if (!into || !pane) {
      return;
    }
    if (into.kind === "continuation") {
      const answer = await pane.run("continue/", { closed: into.case });
      if (answer.ok) {
        const goesOn = hasCursor(this);
        this.hidden = true;
        if (goesOn) {
          pane.focusWork();
        }
      }
      return;
    }
    const asked = this.dataset.asked ?? "";
    const answer = await pane.run("join/", { into: into.case, ...this.#told(), asked });
    if (answer.ok) {
      this.hidden = true;
      pane.goTo(answer.body.into);
    }
  }

  #leave() {
    this.hidden = true;
    this.pane?.focusWork();
  }
}

customElements.define("join-form", JoinForm);
