/** How grave it is: the protocol's question, its answers by digit, the determinant, the severity. */

import { moment } from "../clock.js";
import { all, hasCursor, make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { SeverityMark } from "./severity-mark.js";
import { TypeAhead } from "./type-ahead.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class TriageSheet extends HTMLElement {
  /** @type {CaseState | null} */
  #state = null;
  // The question whose answer is being put right.
  #righting = "";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    const combo = one(this, "type-ahead", TypeAhead);
    combo.addEventListener("picked", () => {
      const protocol = combo.value;
      combo.clear();
      if (protocol) {
        this.#start(protocol);
      }
    });
    one(this, ".proposed", HTMLElement).addEventListener("click", () =>
      this.#start(this.#state?.complaint.protocol ?? ""),
    );
    one(this, "[data-leave]", HTMLElement).addEventListener("click", () => this.#right(""));
    one(this, ".question-card", HTMLElement).addEventListener("keydown", (event) => {
      const last = this.#state?.triage.answers.at(-1);
      if (event.key === "0" && last) {
        event.preventDefault();
        this.#right(last.question);
      }
    });
    for (const button of all(this, ".severities [data-severity]")) {
      button.addEventListener("click", () => this.#judge(button.dataset.severity ?? ""));
    }
  }

  /** @param {string} protocol */
  async #start(protocol) {
    const answer = await this.pane?.run("triage/start/", { protocol });
    if (answer?.ok && !answer.body.at_once && hasCursor(this)) {
      this.focusWork();
    }
  }

  /** @param {string} severity */
  async #judge(severity) {
    const reason = one(this, "#f-severity-reason", HTMLInputElement);
    const fault = one(this, ".judge .fault", HTMLElement);
    const lowers = severity > (this.#state?.effective_severity ?? severity);
    fault.hidden = !(lowers && reason.value.trim() === "");
    if (!fault.hidden) {
      reason.focus();
      return;
    }
    const answer = await this.pane?.run("triage/severity/", {
      severity,
      reason: reason.value.trim(),
      base_version: this.#state?.groups.severity ?? this.#state?.version,
    });
    if (answer?.ok) {
      reason.value = "";
    }
  }

  /** @param {CaseState} state */
  update(state) {
    this.#state = state;
    const { protocol, question, determinant } = state.triage;
    write(
      this.querySelector(".protocol .title"),
      protocol ? protocol.title : say("triage.no_protocol"),
    );
    this.querySelector(".protocol .title")?.classList.toggle("quiet", !protocol);
    const proposed = one(this, ".proposed", HTMLElement);
    proposed.hidden = protocol !== null || !state.complaint.protocol;
    write(proposed.querySelector("strong"), state.complaint.protocol_title);
    this.#ask(this.#rightingOf(state) ?? question);
    one(this, ".determinant", HTMLElement).hidden = determinant === null;
    // What the caller can be told comes first; where nothing is to be read, help does.
    const reads = Boolean(state.proposed_script);
    for (const button of all(this, "[data-open]")) {
      button.classList.toggle("primary", (button.dataset.open === "instructions") === reads);
    }
    if (determinant) {
      write(this.querySelector(".determinant .code"), determinant.code);
      write(this.querySelector(".determinant .title"), determinant.title);
      one(this, ".determinant severity-mark", SeverityMark).show(
        determinant.severity,
        determinant.severity,
      );
    }
    for (const button of all(this, ".severities [data-severity]")) {
      button.setAttribute("aria-pressed", String(button.dataset.severity === state.severity));
    }
    write(
      this.querySelector(".judge .now"),
      state.severity === null
        ? `${say("severity.unjudged")}: ${say("severity.counts_as", { severity: state.effective_severity })}`
        : "",
    );
    sync(one(this, ".answered", HTMLElement), state.triage.answers, {
      key: (answer) => `${answer.question}/${answer.at}`,
      build: (answer) => {
        const button = make("button", "button bare small", make("b"));
        button.setAttribute("type", "button");
        button.addEventListener("click", () => this.#right(answer.question));
        return make("li", "", make("span"), button, make("time", "time quiet"));
      },
      patch: (row, answer) => {
        write(row.querySelector("span"), answer.question_text);
        const button = one(row, "button", HTMLButtonElement);
        button.title = say("change.right", { question: answer.question_text });
        button.disabled = !answer.choices || !this.pane?.may("triage.answer_question");
        write(row.querySelector("b"), answer.answer_text);
        write(row.querySelector("time"), moment(answer.at));
      },
    });
    sync(one(this, ".judged", HTMLElement), state.triage.history, {
      key: (change) => change.at,
      build: () =>
        make("li", "", new SeverityMark(), make("span", "why"), make("time", "time quiet")),
      patch: (row, change) => {
        const mark = one(row, "severity-mark", SeverityMark);
        mark.className = "severity";
        mark.show(change.to, change.to, { short: true });
        write(row.querySelector(".why"), [change.by, change.reason].filter(Boolean).join(": "));
        write(row.querySelector("time"), moment(change.at));
      },
    });
  }

  /**
   * The question being put right, as it can be asked again.
   *
   * @param {CaseState} state
   */
  #rightingOf(state) {
    const told = state.triage.answers.find((answer) => answer.question === this.#righting);
    if (!told?.choices) {
      this.#righting = "";
      return null;
    }
    const { question: code, question_text: text, choices: answers } = told;
    return { code, text: say("change.right", { question: text }), answers, given: told.answer };
  }

  /**
   * Ask a question again that was answered; none leaves all as it was.
   *
   * @param {string} question
   */
  #right(question) {
    this.#righting = question;
    if (this.#state) {
      this.update(this.#state);
      this.focusWork();
    }
  }

  /** @param {(NonNullable<CaseState["triage"]["question"]> & {given?: string}) | null} question */
  #ask(question) {
    const card = one(this, ".question-card", HTMLElement);
    const hadFocus = card.contains(document.activeElement);
    const key = question ? `${question.code}/${question.given ?? ""}` : "";
    one(this, ".righting", HTMLElement).hidden = this.#righting === "";
    card.hidden = question === null;
    if (!question || card.dataset.question === key) {
      card.dataset.question = key;
      return;
    }
    card.dataset.question = key;
    write(card.querySelector("h2"), question.text);
    const buttons = question.answers.map((answer, index) => {
      const digit = String(answer.digit ?? index + 1);
      const button = make(
        "button",
        "answer",
        make("kbd", "", digit),
        make("span", "", answer.text),
      );
      button.setAttribute("type", "button");
      button.setAttribute("aria-pressed", String(answer.code === question.given));
      button.addEventListener("click", () => this.#answer(question.code, answer.code));
      return button;
    });
    one(card, ".answers", HTMLElement).replaceChildren(...buttons);
    if (hadFocus) {
      buttons[0]?.focus();
    }
  }

  /**
   * @param {string} question
   * @param {string} answer
   */
  async #answer(question, answer) {
    // Another may be asked again before the room has told what became of this one.
    const righted = this.#righting === question;
    const result = await this.pane?.run("triage/answer/", { question, answer });
    if (result?.ok) {
      if (righted && this.#righting === question) {
        this.#right("");
      }
      if (!result.body.at_once && hasCursor(this)) {
        this.focusWork();
      }
    }
  }

  /** Put the cursor where the next thing is done. */
  focusWork() {
    const answer = this.querySelector(".question-card:not([hidden]) .answer");
    const proposed = this.querySelector(".proposed:not([hidden])");
    const onward = this.querySelector(".determinant:not([hidden]) .onward .primary");
    const next = answer ?? proposed ?? onward ?? this.querySelector("#f-triage-protocol");
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }
}

customElements.define("triage-sheet", TriageSheet);
