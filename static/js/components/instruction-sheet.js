/** What the caller is told now: one step large, the next in sight, each with its time. */

import { moment } from "../clock.js";
import { all, make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { MetroNome } from "./metro-nome.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Step} Step */

export class InstructionSheet extends HTMLElement {
  /** @type {Step | null} */
  #current = null;
  #proposed = "";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    one(this, ".proposal button", HTMLElement).addEventListener("click", () =>
      this.#start(this.#proposed),
    );
    for (const button of all(this, "[data-script]")) {
      button.addEventListener("click", () => this.#start(button.dataset.script ?? ""));
    }
    for (const button of all(this, "[data-result]")) {
      button.addEventListener("click", () => this.#record(button.dataset.result ?? ""));
    }
  }

  /** @param {string} script */
  async #start(script) {
    const answer = await this.pane?.run("instructions/start/", { script });
    if (answer?.ok) {
      this.focusWork();
    }
  }

  /** @param {string} result */
  async #record(result) {
    if (this.#current) {
      await this.pane?.run("instructions/step/", { step: this.#current.code, result });
    }
    if (this.#current === null) {
      this.focusWork();
    }
  }

  /** @param {CaseState} state */
  update(state) {
    const { script, steps, metronome } = state.instructions;
    const proposal = one(this, ".proposal", HTMLElement);
    this.#proposed = state.proposed_script?.code ?? "";
    proposal.hidden = this.#proposed === "";
    write(proposal.querySelector("strong"), state.proposed_script?.title ?? "");
    one(this, ".none", HTMLElement).hidden = script !== null;
    one(this, ".script", HTMLElement).hidden = script === null;
    const beat = one(this, "metro-nome", MetroNome);
    beat.hidden = metronome === null;
    beat.setRate(metronome);
    if (!script) {
      return;
    }
    const index = steps.findIndex((step) => step.state === "current");
    this.#current = steps[index] ?? null;
    write(this.querySelector(".script .title"), script.title);
    write(
      this.querySelector(".step-count"),
      this.#current
        ? say("step.of", { number: index + 1, total: steps.length })
        : say("step.finished"),
    );
    const text = one(this, ".current", HTMLElement);
    write(text, this.#current?.text ?? "");
    text.hidden = this.#current === null;
    one(this, ".onward", HTMLElement).hidden = this.#current !== null;
    for (const button of all(this, "[data-result]")) {
      button.hidden = this.#current === null;
    }
    const coming = index < 0 ? [] : steps.slice(index + 1, index + 3);
    one(this, ".next", HTMLElement).hidden = coming.length === 0;
    sync(one(this, ".next ol", HTMLElement), coming, {
      key: (step) => step.code,
      build: () => make("li"),
      patch: (row, step) => write(row, step.text),
    });
    const past = steps.filter((step) => step.state === "done" || step.state === "skipped");
    one(this, ".past", HTMLElement).hidden = past.length === 0;
    write(this.querySelector(".past .count"), String(past.length));
    sync(one(this, ".past ol", HTMLElement), past, {
      key: (step) => step.code,
      build: () => make("li", "", make("span"), make("b"), make("time", "time quiet")),
      patch: (row, step) => {
        write(row.querySelector("span"), step.text);
        write(row.querySelector("b"), say(`step.${step.state}`));
        write(row.querySelector("time"), moment(step.at));
      },
    });
  }

  /** Put the cursor where the next thing is done. */
  focusWork() {
    const next =
      this.querySelector(".proposal:not([hidden]) button") ??
      this.querySelector(".script:not([hidden]) [data-result]:not([hidden])") ??
      this.querySelector(".script:not([hidden]) .onward:not([hidden]) button") ??
      this.querySelector(".none:not([hidden]) button") ??
      this.querySelector(".current");
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }
}

customElements.define("instruction-sheet", InstructionSheet);
