/** What counts minutes: since when, who said so, and whether a hospital knows; in line and in full. */

import { moment } from "../clock.js";
import { all, make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").TimeCritical} TimeCritical */

/** @param {TimeCritical} told */
export function onsetOf(told) {
  const parts = [
    told.onset === "" ? say("minutes.not_asked") : "",
    told.onset === "unknown" ? say("minutes.unknown") : "",
    told.onset === "last_seen_well" ? say("minutes.well") : "",
  ];
  return parts.filter(Boolean).join(" ");
}

/** @param {TimeCritical} told */
export function hospitalOf(told) {
  if (told.alerted_at) {
    return say("minutes.told", {
      hospital: told.hospital,
      who: told.taken_by,
      time: moment(told.alerted_at),
    });
  }
  if (told.waived) {
    return say("minutes.waived", { reason: told.waived });
  }
  return told.owed ? say("minutes.owed") : "";
}

/** @param {CaseState} state */
function running(state) {
  return (state.triage.time_critical ?? []).filter((told) => told.active);
}

/** One line each: the condition, the time since it began, the hospital. */
export class MinutesLine extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    const told = running(state);
    this.hidden = told.length === 0;
    sync(this, told, {
      key: (each) => each.code,
      build: () =>
        make(
          "span",
          "minutes",
          make("b"),
          make("span", "onset"),
          clock(),
          make("span", "hospital"),
        ),
      patch: (row, each) => {
        write(row.querySelector("b"), each.label);
        write(row.querySelector(".onset"), onsetOf(each));
        one(row, "elapsed-time", ElapsedTime).setAttribute("at", each.onset_at ?? "");
        write(row.querySelector(".hospital"), hospitalOf(each));
        row.toggleAttribute("data-owed", each.owed);
        row.title = [each.said_by && say("minutes.said", { who: each.said_by }), hospitalOf(each)]
          .filter(Boolean)
          .join(" · ");
      },
    });
  }
}

/** The card of the triage sheet, with its forms. */
export class CriticalMinutes extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    const told = running(state);
    const next = told.find((each) => each.onset === "" || each.owed) ?? told[0];
    this.hidden = next === undefined;
    if (!next) {
      return;
    }
    write(this.querySelector(".title"), next.label);
    const said = next.said_by ? say("minutes.said", { who: next.said_by }) : "";
    write(this.querySelector(".onset"), [onsetOf(next), said].filter(Boolean).join(" · "));
    one(this, ".told elapsed-time", ElapsedTime).setAttribute("at", next.onset_at ?? "");
    write(this.querySelector(".hospital"), hospitalOf(next));
    one(this, ".told", HTMLElement).toggleAttribute("data-owed", next.owed);
    for (const input of all(this, "input[name=condition]")) {
      input.setAttribute("value", next.code);
    }
  }
}

function clock() {
  const elapsed = new ElapsedTime();
  elapsed.className = "time";
  return elapsed;
}

customElements.define("minutes-line", MinutesLine);
customElements.define("critical-minutes", CriticalMinutes);
