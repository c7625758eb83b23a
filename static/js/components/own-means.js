/** A centre that has accepted goes with means that are not shown here, and says so. */

import { one } from "../dom.js";

/** @typedef {import("../types.js").CaseState} CaseState */

export class OwnMeans extends HTMLElement {
  #offer = "";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    const form = one(this, "form", HTMLFormElement);
    const unfold = one(this, "[data-unfold]", HTMLButtonElement);
    unfold.addEventListener("click", () => {
      form.hidden = !form.hidden;
      unfold.setAttribute("aria-expanded", String(!form.hidden));
      one(form, "input", HTMLInputElement).focus();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const typed = () => String(new FormData(form).get("text") ?? "");
      const text = typed();
      const answer = await this.pane?.run("transfer/own-means/", { offer: this.#offer, text });
      if (answer?.ok && typed() === text) {
        form.reset();
        form.hidden = true;
        unfold.setAttribute("aria-expanded", "false");
      }
    });
  }

  /** @param {CaseState} state */
  update(state) {
    const centre = this.pane?.dataset.ownCentre;
    const accepted = state.offers.find(
      (offer) => offer.centre === centre && offer.state === "accepted",
    );
    this.#offer = accepted?.id ?? "";
    const owed = state.commitments.some((promise) => promise.kind === "transfer.mobilise");
    const may = this.pane?.may("transfer.carry_on_alone") ?? false;
    this.hidden = !accepted || !owed || !may;
  }
}

customElements.define("own-means", OwnMeans);
