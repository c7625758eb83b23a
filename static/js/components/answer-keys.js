/** Answers by digit, only while one of them has focus. */

export class AnswerKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "radio";
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !/^\d$/.test(event.key)) {
      return;
    }
    const answer = [...this.querySelectorAll(".answer")].find(
      (candidate) => candidate.querySelector("kbd")?.textContent === event.key,
    );
    if (!(answer instanceof HTMLElement)) {
      return;
    }
    event.preventDefault();
    const control = answer.querySelector("input");
    if (control) {
      control.focus();
    } else {
      answer.focus();
    }
    answer.click();
    this.dispatchEvent(new CustomEvent("answered", { bubbles: true }));
  }
}

customElements.define("answer-keys", AnswerKeys);
