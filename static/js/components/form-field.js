/** A small form that is sent on purpose: a note, a callback, the closure. Its text is a draft too. */

import { all, hasCursor, make } from "../dom.js";
import { drop, forget, keep } from "../drafts.js";
import { end } from "../ending.js";
import { say } from "../words.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

export class FormField extends HTMLElement {
  /** The controls that have been typed in since the case was opened. */
  #touched = new Set();

  connectedCallback() {
    this.addEventListener("input", (event) => {
      this.#touched.add(/** @type {Control} */ (event.target).name);
      this.#keep();
    });
    this.querySelector("[data-send]")?.addEventListener("click", () => this.save());
  }

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  get form() {
    return this.dataset.form ?? "";
  }

  get controls() {
    return /** @type {Control[]} */ (all(this, "input[name], textarea[name], select[name]"));
  }

  /** @returns {Record<string, string>} */
  get values() {
    /** @type {Record<string, string>} */
    const values = {};
    for (const control of this.controls) {
      const isRadio = control instanceof HTMLInputElement && control.type === "radio";
      if (!isRadio || control.checked) {
        values[control.name] = control.value;
      }
    }
    return values;
  }

  /** @param {import("../types.js").CaseState} _state */
  update(_state) {
    const may = this.pane?.may(this.dataset.needs) ?? false;
    for (const control of [...this.controls, ...all(this, "button")]) {
      control.toggleAttribute("disabled", !may);
    }
  }

  /**
   * Put back what was typed; what has been typed while it was on its way is newer.
   *
   * @param {import("../drafts.js").Draft} draft
   */
  restore(draft) {
    const untouched = this.controls.filter((control) => !this.#touched.has(control.name));
    for (const control of untouched) {
      const value = draft.content[control.name];
      if (control instanceof HTMLInputElement && control.type === "radio") {
        control.checked = control.value === value;
      } else if (value !== undefined) {
        control.value = value;
      }
    }
    if (this.#touched.size > 0) {
      this.#keep();
    } else {
      this.#say(say("restored"));
    }
  }

  #keep() {
    this.#fault({});
    const { minutes: _minutes, ...typed } = this.values;
    const content = Object.values(typed).some((value) => value.trim()) ? this.values : {};
    keep(this.pane?.caseId ?? "", this.form, this.pane?.state.version ?? null, content);
    this.#say(Object.keys(content).length ? say("typing") : "");
  }

  /** @param {string} text */
  #say(text) {
    const line = this.querySelector(".field > .state:not([data-for])");
    if (line) {
      line.textContent = text;
    }
  }

  /** @param {Record<string, string[]>} faults */
  #fault(faults) {
    for (const old of this.querySelectorAll(".fault")) {
      old.remove();
    }
    for (const [name, messages] of Object.entries(faults)) {
      const control = this.controls.find((candidate) => candidate.name === name);
      const note = make("p", "fault", messages.join(" "));
      note.setAttribute("role", "alert");
      (control?.closest(".field") ?? this).append(note);
    }
  }

  /**
   * @param {import("./case-pane.js").CasePane} pane
   * @param {Record<string, string>} values
   * @returns {Promise<import("../commands.js").Answer | null>} null where the person went back
   */
  async #send(pane, values) {
    const url = this.dataset.url ?? "";
    if (!this.hasAttribute("data-confirm")) {
      return pane.run(url, values, { quiet: true });
    }
    const chosen = this.querySelector(".answer:has(:checked)");
    await drop(pane.caseId, this.form);
    const answer = await end(pane, url, values, chosen?.lastChild?.textContent ?? "");
    if (!answer?.ok) {
      this.#keep();
    }
    return answer;
  }

  /**
   * Empty what still says what was sent; what was typed meanwhile stays, and stays a draft.
   *
   * @param {import("./case-pane.js").CasePane} pane
   * @param {Record<string, string>} sent
   */
  #empty(pane, sent) {
    let later = false;
    for (const control of this.controls) {
      const blank = blankOf(control);
      if (control instanceof HTMLInputElement && control.type === "radio") {
        later ||= control.checked && sent[control.name] !== control.value;
        control.checked &&= sent[control.name] !== control.value;
      } else if (control.value === sent[control.name]) {
        control.value = blank;
      } else {
        later ||= control.value !== blank;
      }
    }
    if (later) {
      this.#keep();
      return;
    }
    forget(pane.caseId, this.form);
    this.#say("");
  }

  async save() {
    const pane = this.pane;
    const wrong = this.controls.find((control) => !control.checkValidity());
    if (!pane || wrong) {
      this.#fault(wrong ? { [wrong.name]: [wrong.title || say("fault.needed")] } : {});
      wrong?.focus();
      return;
    }
    this.#say(say("saving"));
    const sent = this.values;
    const answer = await this.#send(pane, sent);
    if (answer === null) {
      this.#say(say("typing"));
      return;
    }
    if (answer.ok) {
      this.#empty(pane, sent);
      if (this.hasAttribute("data-confirm") && hasCursor(this)) {
        pane.focusWork();
      }
      return;
    }
    this.#say("");
    /** @type {Record<string, string[]>} */
    const faults = answer.body.fields ?? {};
    const known = this.controls.some((control) => faults[control.name]);
    if (known) {
      this.#fault(faults);
    } else {
      pane.complain(answer.body);
    }
  }
}

/** @param {Control} control */
function blankOf(control) {
  return control instanceof HTMLSelectElement
    ? (control.options[0]?.value ?? "")
    : (control.getAttribute("value") ?? "");
}

customElements.define("form-field", FormField);
