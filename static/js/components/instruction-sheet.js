/** What the caller is told now: one step large, the next in sight, each with its time. */

import { moment } from "../clock.js";
import { all, hasCursor, heldAt, make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { MetroNome } from "./metro-nome.js";
import { ScriptChoice } from "./script-choice.js";
import { SkipReasons } from "./skip-reasons.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Step} Step */
/** @typedef {import("../types.js").Script} Script */

export class InstructionSheet extends HTMLElement {
  /** @type {Step | null} */
  #current = null;
  /** @type {Script | null} */
  #script = null;
  #proposed = "";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get #skipping() {
    return one(this, "skip-reasons", SkipReasons);
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
        if (button.getAttribute("aria-disabled") !== "true") {
          this.#record(this.#current?.code ?? "", { result: button.dataset.result ?? "" });
        }
      });
    }
    const skip = one(this, "[data-skip]", HTMLElement);
    skip.addEventListener("click", () => {
      this.#skipping.ask(this.#current?.code ?? "");
      skip.setAttribute("aria-expanded", String(!this.#skipping.hidden));
    });
    this.#skipping.onReason = async (step, told) => {
      const held = heldAt(this);
      const kept = await this.#record(step, told);
      if (kept) {
        skip.setAttribute("aria-expanded", "false");
        this.#goOn(held);
      }
      return kept;
    };
  }

  /** @param {string} script */
  start(script) {
    return this.#turnTo("instructions/start/", script);
  }

  /**
   * Go on to what is done next, unless the cursor has been moved to something else meanwhile.
   *
   * @param {Element} held where it was when this was asked for
   */
  #goOn(held) {
    if (hasCursor(held)) {
      this.pane?.focusWork();
    }
  }

  /**
   * @param {string} path
   * @param {string} script
   */
  async #turnTo(path, script) {
    const held = heldAt(this);
    const answer = await this.pane?.run(path, { script });
    if (answer?.ok) {
      this.#skipping.leave();
      this.#goOn(held);
    }
  }

  /**
   * Record what became of a step; where nothing of this script is left to read, go on from there.
   *
   * @param {string} step
   * @param {Record<string, string>} told
   */
  async #record(step, told) {
    const script = this.#script?.code ?? "";
    const held = heldAt(this);
    const answer = await this.pane?.run("instructions/step/", { script, step, ...told });
    if (answer?.ok && this.#current === null) {
      this.#goOn(held);
    }
    one(this, ".current", HTMLElement).scrollIntoView({ block: "nearest" });
    return answer?.ok ?? false;
  }

  /** @param {CaseState} state */
  update(state) {
    const { script, steps, metronome, left } = state.instructions;
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
    this.#tellPast(steps.filter((step) => step.at));
    this.#tellLeft(left);
    if (script) {
      this.#tell(script);
      this.#tellNext(index < 0 ? [] : steps.slice(index + 1, index + 3));
    }
  }

  /** @param {Script} script */
  #tell(script) {
    write(this.querySelector(".script .title"), script.title);
    write(this.querySelector(".step-count"), count(script));
    one(this, ".begun", HTMLElement).setAttribute("at", script.started_at);
    one(this, ".gone", HTMLElement).hidden = !script.gone;
    one(this, ".step", HTMLElement).hidden = this.#current === null;
    one(this, ".onward", HTMLElement).hidden = this.#current !== null || script.gone;
    const text = one(this, ".current", HTMLElement);
    const moved = text.dataset.step !== this.#current?.code;
    write(text, this.#current?.text ?? "");
    text.lang = this.#current?.lang ?? "";
    text.dataset.step = this.#current?.code ?? "";
    one(this, ".gloss", HTMLElement).hidden = script.gloss === "" || this.#current === null;
    write(this.querySelector(".gloss .quiet"), script.gloss);
    one(this, ".lacks", HTMLElement).hidden = script.lacks === "";
    write(this.querySelector(".lacks b"), script.lacks.toUpperCase());
    const answering = one(this, ".step > .answers", HTMLElement).contains(document.activeElement);
    this.#ask(script);
    if (answering && moved) {
      // The answer given goes with its question: the next key is for what is read now.
      this.focusWork();
    }
    if (this.#current === null) {
      this.#skipping.leave();
    }
  }

  /** @param {Script} script */
  #ask({ code, branches }) {
    const answers = one(this, ".step > .answers", HTMLElement);
    const asks = branches.length > 0;
    answers.hidden = !asks;
    sync(answers, branches, {
      key: (branch) => `${code}/${this.#current?.code}/${branch.code}`,
      build: () => {
        const words = make("span", "", make("b"), make("small"));
        const button = make("button", "answer", make("kbd"), words);
        button.setAttribute("type", "button");
        button.addEventListener("click", () => this.#answer(button.dataset.branch ?? ""));
        return button;
      },
      patch: (button, branch) => {
        button.dataset.branch = branch.code;
        button.title = branch.leads;
        write(button.querySelector("kbd"), String(branch.digit));
        write(button.querySelector("b"), branch.text);
        write(button.querySelector("small"), branch.leads ? `→ ${branch.leads}` : "");
      },
    });
    const done = one(this, "[data-result=done]", HTMLElement);
    done.setAttribute("aria-disabled", String(asks));
    done.classList.toggle("primary", !asks);
    one(done, ".reads", HTMLElement).hidden = asks;
    one(done, ".chooses", HTMLElement).hidden = !asks;
  }

  /** @param {string} branch */
  async #answer(branch) {
    const held = heldAt(this);
    if (await this.#record(this.#current?.code ?? "", { result: "done", branch })) {
      this.#goOn(held);
    }
  }

  /** @param {Step[]} coming */
  #tellNext(coming) {
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

  /** @param {{code: string, title: string}[]} left */
  #tellLeft(left) {
    const back = one(this, ".left", HTMLElement);
    back.hidden = left.length === 0;
    sync(back, left, {
      key: (each) => each.code,
      build: (each) => {
        const button = make("button", "button");
        button.setAttribute("type", "button");
        button.addEventListener("click", () => this.#turnTo("instructions/resume/", each.code));
        return button;
      },
      patch: (button, each) => write(button, say("script.back", { script: each.title })),
    });
  }

  /** @param {Step[]} past */
  #tellPast(past) {
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
      // The words stay in sight, even where the key below them does not.
      next.focus({ preventScroll: next.matches(".step *") });
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
