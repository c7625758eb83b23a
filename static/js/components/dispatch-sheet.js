/** What a desk needs first of a case, in few words, and its units on it. */

import { all, one, write } from "../dom.js";
import { say } from "../words.js";
import { SentUnits } from "./sent-units.js";
import { TransferAnswer } from "./transfer-answer.js";
import { UnitBoard } from "./unit-board.js";

/** @typedef {import("../types.js").CaseState} CaseState */

/**
 * @param {string} answer
 */
function life(answer) {
  return answer ? say(`answer.${answer}`) : "";
}

/** @param {CaseState} state */
function reading(state) {
  const { script, steps } = state.instructions;
  if (!script) {
    return "";
  }
  const step = steps.find((candidate) => !candidate.at);
  // Whoever sits at the desk reads it in their own language.
  const words = script.gloss || step?.text;
  return say("desk.step", { script: script.title, step: words ?? say("step.finished") });
}

export class DispatchSheet extends HTMLElement {
  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  /** @param {CaseState} state */
  update(state) {
    const centre = this.pane?.dataset.ownCentre;
    const { complaint, triage, holder } = state;
    write(
      this.querySelector(".reason"),
      complaint.text || complaint.protocol_title || say("complaint.none"),
    );
    const others = state.offers
      .filter((offer) => offer.centre !== centre && offer.state !== "withdrawn")
      .map((offer) =>
        say("desk.goes", { centre: offer.centre_name, state: say(`offer.${offer.state}`) }),
      );
    this.#brief({
      awake: life(state.life.awake),
      breathing: life(state.life.breathing),
      determinant: triage.determinant?.title ?? complaint.protocol_title,
      script: reading(state),
      others: others.join(" · "),
      held: [holder?.position, holder?.name].filter(Boolean).join(" · "),
    });
    for (const name of ["awake", "breathing"]) {
      const alarming = ["no", "unknown"].includes(state.life[/** @type {"awake"} */ (name)]);
      this.querySelector(`[data-brief=${name}]`)?.toggleAttribute("data-loud", alarming);
    }
    const sent = one(this, "sent-units", SentUnits);
    sent.update(state);
    one(this, ".sent .nothing", HTMLElement).hidden = sent.size > 0;
    one(this, ".sent .hint", HTMLElement).hidden = sent.size === 0;
    const accepted = state.offers.some(
      (offer) => offer.centre === centre && offer.state === "accepted",
    );
    one(this, ".sent .do", HTMLElement).hidden = !accepted;
  }

  /** @param {Record<string, string>} values */
  #brief(values) {
    for (const fact of all(this, "[data-brief]")) {
      const text = values[fact.dataset.brief ?? ""] ?? "";
      fact.hidden = text === "";
      write(fact.querySelector("dd"), text);
    }
  }

  /** Put the cursor where the next thing is done: answer, move a unit on, or send one. */
  focusWork() {
    const answer = this.pane?.querySelector("transfer-answer");
    if (answer instanceof TransferAnswer && answer.waiting) {
      one(answer, "[data-accept]", HTMLElement).focus();
      return;
    }
    const sent = one(this, "sent-units", SentUnits);
    const units = this.pane?.querySelector("unit-board");
    if (sent.size > 0) {
      sent.list.focusFirst();
    } else if (units instanceof UnitBoard) {
      units.list.focusFirst();
    }
  }
}

customElements.define("dispatch-sheet", DispatchSheet);
