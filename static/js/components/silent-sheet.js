/**
 * Nobody speaks: keep listening, wait for the phone's place, ask for a yes or a no, note sounds.
 *
 * It never ends the call. Letters and digits work only in the group that has the focus.
 */

import { moment, since } from "../clock.js";
import { all, hasCursor, heldAt, make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { earlierRows } from "./case-side.js";
import { ElapsedTime } from "./elapsed-time.js";
import { fixWords } from "./phone-fixes.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class SilentSheet extends HTMLElement {
  #means = "voice";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    for (const button of all(this, "[data-sound]")) {
      button.addEventListener("click", () => this.#send("heard/", { sound: button.dataset.sound }));
    }
    for (const button of all(this, "[data-means]")) {
      button.addEventListener("click", () => this.#by(button.dataset.means ?? ""));
    }
    for (const button of all(this, "[data-answer]")) {
      button.addEventListener("click", () => {
        const asked = button.closest("li")?.dataset.asked;
        this.#send("answer/", { asked, answer: button.dataset.answer, by: this.#means });
      });
    }
    for (const button of all(this, "[data-result]")) {
      button.addEventListener("click", () => this.#end(button.dataset.result ?? ""));
    }
    one(this, "[data-covert]", HTMLElement).addEventListener("click", () => {
      this.pane?.run("intake/covert/", { covert: "1", reason: "" });
    });
    one(this, ".questions", HTMLElement).addEventListener("keydown", (event) =>
      this.#onQuestionKey(event),
    );
    one(this, ".sounds", HTMLElement).addEventListener("keydown", (event) =>
      this.#onSoundKey(event),
    );
    this.#by(this.#means);
  }

  /** Open the sheet, and the open question with it; asked twice, once is enough. */
  async begin() {
    const silence = this.pane?.state.silence;
    if (!silence || silence.result) {
      await this.pane?.run("intake/silence/open/", {});
    }
  }

  /**
   * @param {string} path
   * @param {Record<string, string | undefined>} fields
   */
  #send(path, fields) {
    return this.pane?.run(`intake/silence/${path}`, fields);
  }

  /** @param {string} result */
  async #end(result) {
    const pane = this.pane;
    const held = heldAt(this);
    const answer = await this.#send("end/", { result });
    if (answer?.ok && pane?.stage === "silence") {
      pane.open(pane.state.stage, { focus: hasCursor(held) || hasCursor(this) });
    }
  }

  /** @param {string} means */
  #by(means) {
    this.#means = means;
    for (const button of all(this, "[data-means]")) {
      button.setAttribute("aria-pressed", String(button.dataset.means === means));
    }
  }

  /** @param {KeyboardEvent} event */
  #onQuestionKey(event) {
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    if (event.ctrlKey || event.altKey || event.metaKey || !row) {
      return;
    }
    const rows = all(this, ".questions li");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const pressed = event.key.toUpperCase();
    const button = all(row, "[data-answer]").find(
      (candidate) => candidate.querySelector("kbd")?.textContent === pressed,
    );
    const to = rows[rows.indexOf(row) + (button ? 1 : (step ?? 0))];
    if (!button && step === undefined) {
      return;
    }
    event.preventDefault();
    button?.click();
    to?.querySelector("button")?.focus();
  }

  /** @param {KeyboardEvent} event */
  #onSoundKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const button = all(this, "[data-sound]").find(
      (candidate) => candidate.querySelector("kbd")?.textContent === event.key.toUpperCase(),
    );
    if (button) {
      event.preventDefault();
      button.focus();
      button.click();
    }
  }

  /** @param {CaseState} state */
  update(state) {
    const silence = state.silence;
    const over = Boolean(silence?.result);
    one(this, ".since", ElapsedTime).setAttribute("at", silence?.opened_at ?? "");
    this.toggleAttribute("data-over", over);
    this.#place(state);
    const heard = new Map((silence?.heard ?? []).map((each) => [each.sound, each.at]));
    for (const button of all(this, "[data-sound]")) {
      const at = heard.get(button.dataset.sound ?? "");
      button.setAttribute("aria-pressed", String(at !== undefined));
      button.title = moment(at);
    }
    const answers = new Map((silence?.answers ?? []).map((each) => [each.asked, each]));
    for (const row of all(this, ".questions li")) {
      const given = answers.get(row.dataset.asked ?? "");
      for (const button of all(row, "[data-answer]")) {
        button.setAttribute("aria-pressed", String(button.dataset.answer === given?.answer));
        button.title = given ? [given.by_label, moment(given.at)].filter(Boolean).join(" · ") : "";
      }
    }
    one(this, ".proposes-covert", HTMLElement).hidden = state.covert || !silence?.propose_covert;
    const before = one(this, ".before-this", HTMLElement);
    one(before, ".nothing", HTMLElement).hidden = state.earlier.length > 0;
    earlierRows(one(before, ".earlier", HTMLElement), state.earlier.slice(0, 3));
    const offered = state.offers.some((offer) => offer.state !== "withdrawn");
    one(this, ".no-offer", HTMLElement).hidden = offered;
  }

  /** @param {CaseState} state */
  #place(state) {
    const { silence } = state;
    const opened = silence?.opened_at ?? "";
    const fixes = state.fixes.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, 3);
    const fresh = fixes.some((fix) => fix.at >= opened);
    const clock = one(this, ".until", ElapsedTime);
    clock.setAttribute("at", silence?.location_until ?? "");
    const waits = silence?.location_until && since(silence.location_until) < 0;
    clock.hidden = fresh || !waits;
    const words = fresh ? "silence.located" : waits ? "silence.waits" : "silence.no_place";
    write(this.querySelector(".locating"), say(words));
    sync(one(this, ".silent-fixes", HTMLElement), fixes, {
      key: (fix) => `${fix.at}/${fix.source}`,
      build: () => make("li", "", make("b", "mono"), make("span", "quiet")),
      patch: (row, fix) => {
        const point = `${Number(fix.latitude).toFixed(5)}, ${Number(fix.longitude).toFixed(5)}`;
        write(row.querySelector("b"), point);
        write(row.querySelector("span"), fixWords(fix));
      },
    });
  }

  /** Put the cursor on the first question that has no answer. */
  focusWork() {
    const rows = all(this, ".questions li");
    const open = rows.find((row) => !row.querySelector('[aria-pressed="true"]')) ?? rows[0];
    open?.querySelector("button")?.focus();
  }
}

customElements.define("silent-sheet", SilentSheet);
