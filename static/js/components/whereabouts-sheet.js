/** Where is the help? What is on its way to this place, large enough to read aloud. */

import { all, make, one, sync, write } from "../dom.js";
import { readJson } from "../http.js";
import { say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Assignment} Assignment */
/** @typedef {import("../types.js").Whereabouts} Whereabouts */

export class WhereaboutsSheet extends HTMLElement {
  /** @type {Whereabouts} */
  #found = {};

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    for (const button of all(this, "[data-worse]")) {
      button.addEventListener("click", () => this.#join(button.dataset.worse ?? ""));
    }
  }

  /** @param {CaseState} state */
  update(state) {
    const own = state.assignments.filter((sent) => sent.active);
    this.#draw(own.length > 0 ? own : (this.#found.assignments ?? []));
  }

  /** Look, and show what is found. */
  async begin() {
    one(this, ".looking", HTMLElement).hidden = false;
    try {
      this.#found = await readJson(`${this.pane?.base}whereabouts/`);
    } catch {
      this.#found = {};
    }
    one(this, ".looking", HTMLElement).hidden = true;
    if (this.pane) {
      this.update(this.pane.state);
    }
  }

  /** @param {Assignment[]} assignments */
  #draw(assignments) {
    const { case: id, reference = "" } = this.#found;
    write(this.querySelector(".reference"), reference);
    one(this, ".worse", HTMLElement).hidden = !id || !this.pane?.may("incident.join");
    one(this, ".nothing", HTMLElement).hidden = assignments.length > 0;
    sync(one(this, ".units-large", HTMLElement), assignments, {
      key: (sent) => sent.id,
      build: () => {
        const clock = new ElapsedTime();
        clock.className = "time";
        return make(
          "li",
          "",
          make("b", "mono"),
          make("span", "kind"),
          make("span", "doing"),
          clock,
        );
      },
      patch: (row, sent) => {
        const away = sent.distance_km ?? null;
        const far = away === null ? "" : say("unit.distance", { kilometres: away.toFixed(1) });
        write(row.querySelector("b"), sent.callsign);
        write(row.querySelector(".kind"), sent.kind_label);
        write(
          row.querySelector(".doing"),
          [say(`unit.${sent.status}`), far].filter(Boolean).join(" · "),
        );
        one(row, "elapsed-time", ElapsedTime).setAttribute("at", sent.since);
      },
    });
  }

  /** @param {string} worse */
  async #join(worse) {
    const into = this.#found.case;
    const pane = this.pane;
    if (!into || !pane) {
      return;
    }
    const answer = await pane.run("join/", {
      into,
      another_victim: "unknown",
      other_place: "unknown",
      worse,
      asked: "whereabouts",
    });
    if (answer.ok) {
      pane.goTo(answer.body.into);
    }
  }

  /** Put the cursor on the question. */
  focusWork() {
    const next = this.querySelector(".worse:not([hidden]) button");
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }
}

customElements.define("whereabouts-sheet", WhereaboutsSheet);
