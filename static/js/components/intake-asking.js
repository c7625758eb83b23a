/** What this kind of caller is asked besides: a third party its reference first, a child gently. */

import { make, one, sync, write } from "../dom.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class IntakeAsking extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    const questions = state.asking?.questions ?? [];
    const wanted = questions.some((question) => question.code === "reference");
    const reference = one(this, "draft-field[name=caller_reference]", HTMLElement);
    reference.hidden = !wanted && !state.caller.reference;
    const hints = questions.filter((question) => question.code !== "reference");
    const list = one(this, ".asks", HTMLElement);
    list.hidden = hints.length === 0;
    sync(list, hints, {
      key: (question) => question.code,
      build: () => make("li"),
      patch: (row, question) => write(row, question.label),
    });
  }
}

customElements.define("intake-asking", IntakeAsking);
