/** What changed in the assessment: before and after, the answers put right, who has not seen it. */

import { moment } from "../clock.js";
import { make, one, sync, write } from "../dom.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Change} Change */

/**
 * Say a change in one line.
 *
 * @param {CaseState} state
 * @param {Change} change
 */
export function changeOf(state, change) {
  const why = (state.triage.changed ?? []).find((each) => each.seq === change.seq);
  const none = say("severity.none");
  const parts = [];
  if (change.from !== change.to) {
    parts.push(say("change.severity", { from: change.from ?? none, to: change.to ?? none }));
  }
  if (why && why.was !== why.is) {
    parts.push(say("change.determinant", { was: why.was || "–", is: why.is || "–" }));
  }
  for (const answer of why?.answers ?? []) {
    parts.push(
      say("change.answer", {
        question: answer.question,
        before: answer.before,
        after: answer.after || "–",
      }),
    );
  }
  if (change.agencies.length) {
    parts.push(say("change.agencies", { agencies: change.agencies.join(", ") }));
  }
  return parts.join(" · ") || say("change.row");
}

export class AssessmentChanges extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    const changes = state.changes ?? [];
    this.hidden = changes.length === 0;
    sync(one(this, "ol", HTMLElement), changes, {
      key: (change) => String(change.seq),
      build: () =>
        make("li", "", make("time", "time quiet"), make("span"), make("small", "quiet waiting")),
      patch: (row, change) => {
        const centres = change.waiting.join(", ");
        write(row.querySelector("time"), `${moment(change.at)} ${change.by}`);
        write(row.querySelector("span"), changeOf(state, change));
        write(
          row.querySelector(".waiting"),
          centres ? say("change.waiting", { centres }) : say("change.seen_by_all"),
        );
      },
    });
  }
}

customElements.define("assessment-changes", AssessmentChanges);
