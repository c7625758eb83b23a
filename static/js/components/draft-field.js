/**
 * One field that is typed into while others may change it.
 *
 * It knows the value it was made from. A clean field that nobody is in takes the remote value; in
 * a dirty or focused one the local value wins and the remote one stands beside it.
 */

import { make } from "../dom.js";
import { say } from "../words.js";
import { TypeAhead } from "./type-ahead.js";

export class DraftField extends HTMLElement {
  base = "";
  baseShown = "";
  /** @type {{value: string, shown: string, by: string, note: string} | null} */
  rival = null;
  /** @type {{value: string, shown: string} | null} */
  #later = null;

  connectedCallback() {
    const touched = () => this.#touched();
    this.addEventListener("input", touched);
    this.addEventListener("change", touched);
    this.addEventListener("picked", touched);
    this.addEventListener("focusout", (event) => {
      const goesOn = event.relatedTarget instanceof Node && this.contains(event.relatedTarget);
      if (!goesOn && this.#later && !this.dirty) {
        this.adopt(this.#later.value, this.#later.shown);
      }
    });
  }

  get name() {
    return this.getAttribute("name") ?? "";
  }

  get combo() {
    const combo = this.querySelector("type-ahead");
    return combo instanceof TypeAhead ? combo : null;
  }

  get radios() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("input[type=radio]")]);
  }

  get box() {
    const box = this.querySelector("input:not([type=radio]), textarea, select");
    return /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | null} */ (box);
  }

  get value() {
    if (this.combo) {
      return this.combo.value;
    }
    if (this.radios.length) {
      return this.radios.find((radio) => radio.checked)?.value ?? "";
    }
    return this.box?.value ?? "";
  }

  get shown() {
    return this.combo?.picked ?? this.value;
  }

  get dirty() {
    return this.value !== this.base;
  }

  get inHand() {
    return this.contains(document.activeElement);
  }

  /**
   * @param {string} value
   * @param {string} shown
   */
  write(value, shown) {
    if (this.combo) {
      this.combo.write(value, shown);
    } else if (this.radios.length) {
      for (const radio of this.radios) {
        radio.checked = radio.value === value;
      }
    } else if (this.box) {
      this.box.value = value;
    }
  }

  /**
   * Take a value as the one that is saved.
   *
   * @param {string} value
   * @param {string} shown
   */
  adopt(value, shown) {
    this.base = value;
    this.baseShown = shown;
    this.#later = null;
    this.write(value, shown);
    this.settle();
  }

  /**
   * Learn what the case holds now.
   *
   * @param {string} value
   * @param {string} shown
   * @param {string} by
   */
  learn(value, shown, by) {
    if (value === this.base) {
      return;
    }
    if (value === this.value) {
      this.base = value;
      this.baseShown = shown;
      this.settle();
    } else if (this.dirty || this.combo?.undecided) {
      this.contest(value, shown, by, "");
    } else if (this.inHand) {
      this.#later = { value, shown };
      this.contest(value, shown, by, "");
    } else {
      this.adopt(value, shown);
    }
  }

  /** Nothing is left to decide: no rival, no fault. */
  settle() {
    this.rival = null;
    this.querySelector(".rival")?.remove();
    this.fault([]);
    this.toggleAttribute("data-dirty", this.dirty);
  }

  /**
   * Show the other value beside the one being typed.
   *
   * @param {string} value
   * @param {string} shown
   * @param {string} by
   * @param {string} note what else of the group changed
   */
  contest(value, shown, by, note) {
    if (this.rival?.value === value && (this.rival.shown === shown || by === "")) {
      return;
    }
    this.rival = { value, shown, by, note };
    this.querySelector(".rival")?.remove();
    const use = make("button", "button small", say("rival.use"));
    const hold = make("button", "button small", say("rival.keep"));
    use.setAttribute("type", "button");
    hold.setAttribute("type", "button");
    use.addEventListener("click", () => this.#decide("use"));
    hold.addEventListener("click", () => this.#decide("keep"));
    const box = make(
      "div",
      "rival",
      make("span", "quiet", by ? say("rival.by", { by }) : say("rival.someone")),
      make("span", "theirs", note || this.#readable(value, shown) || say("rival.empty")),
      make("span", "choices", use, hold),
    );
    this.append(box);
  }

  /**
   * @param {string} value
   * @param {string} shown
   */
  #readable(value, shown) {
    const radio = this.radios.find((candidate) => candidate.value === value);
    if (radio) {
      return say(`answer.${value}`);
    }
    if (this.box instanceof HTMLSelectElement) {
      return [...this.box.options].find((option) => option.value === value)?.text ?? value;
    }
    return shown;
  }

  /** @param {"use" | "keep"} choice */
  #decide(choice) {
    const rival = this.rival;
    if (!rival) {
      return;
    }
    this.rival = null;
    this.#later = null;
    if (choice === "use") {
      this.adopt(rival.value, rival.shown);
    } else {
      this.base = rival.value;
      this.baseShown = rival.shown;
    }
    // Told before the buttons go: their going takes the focus, and leaving a field saves it.
    this.dispatchEvent(new CustomEvent("decided", { bubbles: true, detail: choice }));
    this.querySelector(".rival")?.remove();
    (this.radios.find((radio) => radio.checked) ?? this.combo?.box ?? this.box)?.focus();
  }

  #touched() {
    this.toggleAttribute("data-dirty", this.dirty);
    this.fault([]);
    this.say(this.combo?.undecided ? say("pick") : this.dirty ? say("typing") : "");
    this.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
  }

  /** @param {string} text */
  say(text) {
    const line = this.querySelector(".state");
    if (line instanceof HTMLElement && line.textContent !== text) {
      line.textContent = text;
      line.title = text;
    }
  }

  /** @param {string[]} messages */
  fault(messages) {
    this.toggleAttribute("data-fault", messages.length > 0);
    for (const old of this.querySelectorAll(".fault")) {
      old.remove();
    }
    const control = this.combo?.box ?? this.radios[0] ?? this.box;
    if (messages.length === 0) {
      control?.removeAttribute("aria-invalid");
      return;
    }
    control?.setAttribute("aria-invalid", "true");
    const note = make("p", "fault", messages.join(" "));
    note.setAttribute("role", "alert");
    this.append(note);
  }
}

customElements.define("draft-field", DraftField);
