/** Where the phone says it is: evidence beside the place of help, which only a person moves. */

import { since, span } from "../clock.js";
import { make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { FieldGroup } from "./field-group.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Fix} Fix */

/**
 * Say where a fix comes from, how sure it is and how old.
 *
 * @param {Fix} fix
 */
export function fixWords(fix) {
  const radius =
    fix.radius_m === null ? "" : say("place.radius", { metres: Math.round(fix.radius_m) });
  const age = say("place.ago", { age: span(since(fix.at)) });
  return [say(`source.${fix.source}`), radius, age].filter(Boolean).join(" · ");
}

export class PhoneFixes extends HTMLElement {
  #seen = false;

  /** @param {CaseState} state */
  update(state) {
    const pane = /** @type {import("./case-pane.js").CasePane | null} */ (
      this.closest("case-pane")
    );
    const desk = pane?.dataset.mode === "dispatcher";
    const may = pane?.may("intake.record") ?? false;
    const fixes = state.fixes.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, 3);
    this.hidden = fixes.length === 0 || desk;
    if (!this.#seen && fixes.length > 0) {
      this.#seen = true;
      one(this, "details", HTMLDetailsElement).open = state.location.latitude === null;
    }
    // Where a third party sits says nothing of where help must go.
    const elsewhere = state.asking?.phone_place_usable === false;
    one(this, ".elsewhere", HTMLElement).hidden = !elsewhere;
    sync(one(this, "ul", HTMLElement), fixes, {
      key: (fix) => `${fix.at}/${fix.source}`,
      build: (fix) => this.#build(fix),
      patch: (row, fix) => {
        one(row, "button", HTMLButtonElement).hidden = !may || elsewhere;
        write(row.querySelector("span"), fixWords(fix));
      },
    });
  }

  /** @param {Fix} fix */
  #build(fix) {
    const use = make("button", "button small", say("place.use"));
    use.setAttribute("type", "button");
    use.addEventListener("click", () => {
      const group = this.closest("case-pane")?.querySelector('field-group[name="location"]');
      if (group instanceof FieldGroup) {
        group.save({
          latitude: String(fix.latitude),
          longitude: String(fix.longitude),
          location_source: "phone_confirmed",
        });
      }
    });
    const point = `${Number(fix.latitude).toFixed(5)}, ${Number(fix.longitude).toFixed(5)}`;
    return make("li", "", make("b", "mono", point), make("span", "quiet"), use);
  }
}

customElements.define("phone-fixes", PhoneFixes);
