/** What the caller is told now: one step large, the next in sight, each with its time. */

import { moment } from "../clock.js";
import { all, make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { MetroNome } from "./metro-nome.js";
import { ScriptChoice } from "./script-choice.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Step} Step */
/** @typedef {import("../types.js").Script} Script */

export class InstructionSheet extends HTMLElement {
  /** @type {Step | null} */
  #current = null;
  /** @type {Script | null} */
  #script = null;
  #proposed = "";
  /** The step for which a reason is being given: one read meanwhile is not skipped by it. */
  #skipping = "";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get #skip() {
    return one(this, ".skip", HTMLElement);
  }

  connectedCallback() {
    one(this, ".proposal button", HTMLElement).addEventListener("click", () =>
      this.start(this.#proposed),
    );
    one(this, "[data-again]", HTMLElement).addEventListener("click", () =>
      this.start(this.#script?.code ?? ""),
    );
    for (const button of all(this, "[data-result]")) {
      button.addEventListener("click", () => {
        // At a question Enter answers nothing: its answer is chosen.
        if (button.ariaDisabled !== "true") {
          this.#record(this.#current?.code ?? "", { result: button.dataset.result ?? "" });
        }
      });
    }
    one(this, "[data-skip]", HTMLElement).addEventListener("click", () => this.#askWhy());
    for (const button of all(this, "[data-reason]")) {
      button.addEventListener("click", () => this.#giveReason(button.dataset.reason ?? ""));
    }
    one(this.#skip, "form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#skipFor("other", one(this, "#f-skip-text", HTMLInputElement).value.trim());
    });
  }

  /** @param {string} script */
  async start(script) {
    await this.#and(this.pane?.run("instructions/start/", { script }));
  }

  /** @param {string} script */
  async resume(script) {
    await this.#and(this.pane?.run("instructions/resume/", { script }));
  }

  /** @param {Promise<import("../commands.js").Answer> | undefined} command */
  async #and(command) {
    const answer = await command;
    if (answer?.ok) {
      this.#leaveSkip();
      this.focusWork();
    }
  }

  /**
   * @param {string} step
   * @param {Record<string, string>} told
   */
  async #record(step, told) {
    const before = this.#script?.code ?? "";
    const fields = { script: before, step, ...told };
    const answer = await this.pane?.run("instructions/step/", fields);
    if (answer?.ok && (this.#current === null || this.#script?.code !== before)) {
      this.focusWork();
    }
    return answer?.ok ?? false;
  }

  /** Unfold the reasons; what was typed there stays. */
  #askWhy() {
    const opens = this.#skip.hidden;
    this.#skipping = this.#current?.code ?? "";
    this.#show(opens);
    if (opens) {
      one(this.#skip, "[data-reason]", HTMLElement).focus();
    }
  }

  /** @param {boolean} open */
  #show(open) {
    this.#skip.hidden = !open;
    one(this, "[data-skip]", HTMLElement).setAttribute("aria-expanded", String(open));
  }

  /** @param {string} reason */
  #giveReason(reason) {
    const other = reason === "other";
    one(this.#skip, "form", HTMLElement).hidden = !other;
    if (other) {
      one(this, "#f-skip-text", HTMLElement).focus();
    } else {
      this.#skipFor(reason, "");
    }
  }

  /**
   * @param {string} code
   * @param {string} reason
   */
  async #skipFor(code, reason) {
    if (await this.#record(this.#skipping, { result: "skipped", reason_code: code, reason })) {
      one(this, "#f-skip-text", HTMLInputElement).value = "";
      this.#leaveSkip();
      this.focusWork();
    }
  }

  #leaveSkip() {
    one(this.#skip, "form", HTMLElement).hidden = true;
    this.#show(false);
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
    const index = steps.findIndex((step) => step.state === "current");
    this.#script = script;
    this.#current = steps[index] ?? null;
    this.#tellPast(steps);
    if (!script) {
      return;
    }
    one(this, ".gone", HTMLElement).hidden = !script.gone;
    write(this.querySelector(".script .title"), script.title);
    write(this.querySelector(".step-count"), count(script));
    const text = one(this, ".current", HTMLElement);
    write(text, this.#current?.text ?? "");
    text.lang = this.#current?.lang ?? "";
    one(this, ".step", HTMLElement).hidden = this.#current === null;
    one(this, ".gloss", HTMLElement).hidden = script.gloss === "";
    write(this.querySelector(".gloss .quiet"), script.gloss);
    this.#ask(script);
    one(this, ".onward", HTMLElement).hidden = this.#current !== null || script.gone;
    if (this.#current === null) {
      this.#leaveSkip();
    }
    const coming = index < 0 ? [] : steps.slice(index + 1, index + 3);
    one(this, ".next", HTMLElement).hidden = coming.length === 0;
    sync(one(this, ".next ol", HTMLElement), coming, {
      key: (step) => step.key,
      build: () => make("li"),
      patch: (row, step) => {
        write(row, step.text);
        row.lang = step.lang;
      },
    });
  }

  /** @param {Script} script */
  #ask(script) {
    const answers = one(this, ".step .answers", HTMLElement);
    const asks = script.branches.length > 0;
    answers.hidden = !asks;
    sync(answers, script.branches, {
      key: (branch) => `${script.code}/${this.#current?.code}/${branch.code}`,
      build: () => {
        const words = make("span", "", make("b"), make("small"));
        const button = make("button", "answer", make("kbd"), words);
        button.setAttribute("type", "button");
        button.addEventListener("click", () => this.#answer(button.dataset.branch ?? ""));
        return button;
      },
      patch: (button, branch) => {
        button.dataset.branch = branch.code;
        write(button.querySelector("kbd"), String(branch.digit));
        write(button.querySelector("b"), branch.text);
        write(button.querySelector("small"), branch.leads ? `→ ${branch.leads}` : "");
      },
    });
    const done = one(this, "[data-result=done]", HTMLElement);
    done.ariaDisabled = String(asks);
    done.classList.toggle("primary", !asks);
    one(done, ".reads", HTMLElement).hidden = asks;
    one(done, ".asks", HTMLElement).hidden = !asks;
  }

  /** @param {string} branch */
  async #answer(branch) {
    if (await this.#record(this.#current?.code ?? "", { result: "done", branch })) {
      this.focusWork();
    }
  }

  /** @param {Step[]} steps */
  #tellPast(steps) {
    const past = steps.filter((step) => step.at);
    one(this, ".past", HTMLElement).hidden = past.length === 0;
    write(this.querySelector(".past .count"), String(past.length));
    sync(one(this, ".past ol", HTMLElement), past, {
      key: (step) => step.key,
      build: () => make("li", "", make("span"), make("b"), make("time", "time quiet")),
      patch: (row, step) => {
        const text = one(row, "span", HTMLElement);
        write(text, step.text);
        text.lang = step.lang;
        const became = [say(`step.${step.state}`), step.answer, step.reason];
        write(row.querySelector("b"), became.filter(Boolean).join(" · "));
        write(row.querySelector("time"), moment(step.at));
      },
    });
  }

  /** Put the cursor where the next thing is done. */
  focusWork() {
    const next =
      this.querySelector(".proposal:not([hidden]) button") ??
      this.querySelector(".script:not([hidden]) .step:not([hidden]) [data-result=done]") ??
      this.querySelector(".script:not([hidden]) .gone:not([hidden]) button") ??
      this.querySelector(".script:not([hidden]) .onward:not([hidden]) button") ??
      one(this, "script-choice", ScriptChoice).first;
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }
}

/** @param {Script} script */
function count(script) {
  if (script.gone) {
    return "";
  }
  return script.number === null
    ? say("step.finished")
    : say("step.of", { number: script.number, total: script.total });
}

customElements.define("instruction-sheet", InstructionSheet);
