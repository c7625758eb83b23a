/** A severity as shape, text and colour; what nobody has judged says so and counts as P1. */

import { make, picture } from "../dom.js";
import { say } from "../words.js";

export class SeverityMark extends HTMLElement {
  /**
   * @param {string | null} severity
   * @param {string} effective
   * @param {{short?: boolean}} [options]
   */
  show(severity, effective, { short = false } = {}) {
    const key = `${severity}/${effective}`;
    if (this.dataset.key === key) {
      return;
    }
    this.dataset.key = key;
    this.dataset.severity = severity ?? effective;
    this.toggleAttribute("data-unjudged", severity === null);
    const code = severity ?? effective;
    const word = severity === null ? say("severity.unjudged") : say(`severity.${severity}`);
    const text = short ? make("span", "unseen", word) : make("span", "word", word);
    this.replaceChildren(
      picture("shapes", severity ?? "unjudged"),
      make("span", "code", severity === null && short ? `${code}?` : code),
      text,
    );
    this.title =
      severity === null ? `${word}: ${say("severity.counts_as", { severity: code })}` : word;
  }
}

customElements.define("severity-mark", SeverityMark);
