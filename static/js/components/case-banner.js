/** What must be seen in every state of a case: where, number, name, which case, how long, how grave. */

import { since, span } from "../clock.js";
import { one, write } from "../dom.js";
import { say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";
import { SeverityMark } from "./severity-mark.js";

/** @typedef {import("../types.js").CaseState} CaseState */

/** @param {CaseState} state */
function precision(state) {
  const { location } = state;
  const parts = [];
  if (location.source) {
    parts.push(say(`source.${location.source}`));
  }
  if (location.latitude !== null && location.longitude !== null) {
    parts.push(`${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`);
  } else if (location.text || location.municipality) {
    parts.push(say("place.no_point"));
  }
  const stated = state.timeline.filter((entry) => entry.seq === state.groups.location)[0];
  if (stated) {
    parts.push(say("place.ago", { age: span(since(stated.at)) }));
  }
  return parts.join(" · ");
}

export class CaseBanner extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    const { text, municipality_name: town } = state.location;
    const address = [text, town].filter(Boolean).join(", ");
    write(this.querySelector(".address"), address || say("place.none"));
    this.toggleAttribute("data-no-place", !address);
    write(this.querySelector(".precision"), precision(state));
    const number = state.caller.callback_display || state.caller.callback_number;
    const doubtful = number !== "" && !state.caller.callback_valid;
    this.#fact("number", number || say("number.none"), !number);
    this.querySelector("[data-fact=number]")?.toggleAttribute("data-doubtful", doubtful);
    const kind = state.caller.kind ? say(`caller.${state.caller.kind}`) : "";
    const name = [state.caller.name, kind].filter(Boolean).join(" · ");
    this.#fact("name", name || say("name.none"), !name);
    this.#fact("reference", state.reference, false);
    const clock = one(this, "elapsed-time", ElapsedTime);
    const began = state.calls[0]?.answered_at ?? state.opened_at;
    clock.setAttribute("at", began);
    one(this, "severity-mark", SeverityMark).show(state.severity, state.effective_severity);
    one(this, ".exercise", HTMLElement).hidden = !state.exercise;
    this.dataset.severity = state.effective_severity;
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {boolean} missing
   */
  #fact(name, text, missing) {
    const element = this.querySelector(`[data-fact=${name}]`);
    write(element, text);
    element?.toggleAttribute("data-missing", missing);
    if (element instanceof HTMLElement) {
      element.title = text;
    }
  }
}

customElements.define("case-banner", CaseBanner);
