/** Who goes: the plan's services, any other one, and what became of each offer. */

import { moment } from "../clock.js";
import { all, hasCursor, make, one, sync, write } from "../dom.js";
import { knows, say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";

/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../types.js").Offer} Offer */
/** @typedef {import("../types.js").Centre} Centre */

const LOUDEST_FIRST = ["expired", "refused", "offered", "accepted", "withdrawn"];

/** @param {Offer} offer */
export function offerReason(offer) {
  return knows(`reason.${offer.reason}`) ? say(`reason.${offer.reason}`) : offer.reason;
}

export class TransferSheet extends HTMLElement {
  #withdrawing = "";

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  connectedCallback() {
    const form = one(this, "form.withdraw", HTMLFormElement);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const reason = one(form, "input", HTMLInputElement);
      const answer = await this.pane?.run("transfer/withdraw/", {
        offer: this.#withdrawing,
        reason: reason.value,
      });
      if (answer?.ok) {
        reason.value = "";
        form.hidden = true;
      }
    });
    one(form, "[data-cancel]", HTMLElement).addEventListener("click", () => {
      form.hidden = true;
    });
  }

  /** @param {CaseState} state */
  update(state) {
    const may = this.pane?.may("transfer.offer") ?? false;
    const ready = Boolean(
      state.location.municipality && (state.complaint.text || state.complaint.protocol),
    );
    one(this, ".missing", HTMLElement).hidden = ready || !may;
    const offers = state.offers.toSorted(
      (a, b) => LOUDEST_FIRST.indexOf(a.state) - LOUDEST_FIRST.indexOf(b.state),
    );
    one(this, ".standing .nothing", HTMLElement).hidden = offers.length > 0;
    sync(one(this, ".offers", HTMLElement), offers, {
      key: (offer) => offer.id,
      build: (offer) => this.#buildOffer(offer),
      patch: (row, offer) => this.#patchOffer(row, offer, state),
    });
    const planned = may ? state.centres.filter((centre) => centre.planned) : [];
    const others = may ? state.centres.filter((centre) => !centre.planned) : [];
    one(this, ".planned", HTMLElement).hidden = planned.length === 0;
    one(this, ".others", HTMLElement).hidden = others.length === 0;
    this.#centres(one(this, ".planned .centres", HTMLElement), planned, state, may);
    this.#centres(one(this, ".others .centres", HTMLElement), others, state, may);
  }

  /**
   * @param {HTMLElement} list
   * @param {Centre[]} centres
   * @param {CaseState} state
   * @param {boolean} may
   */
  #centres(list, centres, state, may) {
    // One service is asked once; the next button of the plan belongs to the next service.
    const asked = new Set(
      centres.filter((each) => standing(state, each)).map((each) => each.agency),
    );
    const first = centres.find((centre) => !asked.has(centre.agency));
    sync(list, centres, {
      key: (centre) => centre.id,
      build: (centre) => {
        const button = make("button", "button", say("offer.send"));
        button.setAttribute("type", "button");
        button.addEventListener("click", () => this.#offer(centre.id));
        return make(
          "li",
          "centre",
          make("b", "", centre.agency_name),
          make("span", "", centre.name),
          button,
        );
      },
      patch: (row, centre) => {
        const offer = standing(state, centre);
        const button = one(row, "button", HTMLButtonElement);
        write(button, offer ? say(`offer.${offer.state}`) : say("offer.send"));
        button.disabled = !may || offer !== undefined;
        button.classList.toggle("primary", centre === first && centre.planned && may);
        row.title = centre.name;
      },
    });
  }

  /** @param {string} centre */
  async #offer(centre) {
    const answer = await this.pane?.run("transfer/offer/", { centre });
    if (answer?.ok && hasCursor(this)) {
      this.focusWork();
    }
  }

  /** @param {Offer} offer */
  #buildOffer(offer) {
    const clock = new ElapsedTime();
    clock.className = "time";
    const button = make("button", "button small");
    button.setAttribute("type", "button");
    button.addEventListener("click", () => this.#act(offer.id));
    return make(
      "li",
      "offer",
      make("b", "", offer.centre_name),
      make("span", "became"),
      clock,
      make("span", "why"),
      button,
    );
  }

  /**
   * @param {HTMLElement} row
   * @param {Offer} offer
   * @param {CaseState} state
   */
  #patchOffer(row, offer, state) {
    row.dataset.state = offer.state;
    write(row.querySelector(".became"), say(`offer.${offer.state}`));
    const clock = one(row, "elapsed-time", ElapsedTime);
    const isOpen = offer.state === "offered";
    const deadline = isOpen && offer.due_at !== null;
    clock.toggleAttribute("data-until", deadline);
    clock.setAttribute(
      "at",
      (deadline ? offer.due_at : (offer.answered_at ?? offer.offered_at)) ?? "",
    );
    clock.title = moment(offer.answered_at ?? offer.offered_at);
    write(row.querySelector(".why"), offerReason(offer));
    const button = one(row, "button", HTMLButtonElement);
    const again = offer.state === "expired" || offer.state === "refused";
    const renewed = state.offers.some(
      (other) =>
        other.centre === offer.centre &&
        other.id !== offer.id &&
        (other.state === "offered" || other.state === "accepted"),
    );
    const withdrawable = isOpen || offer.state === "accepted";
    const may = this.pane?.may(again ? "transfer.offer" : "transfer.withdraw");
    button.hidden = renewed || !may || !(again || withdrawable);
    button.dataset.act = again ? "again" : "withdraw";
    button.dataset.centre = offer.centre;
    write(button, say(again ? "offer.again" : "offer.withdraw"));
  }

  /** @param {string} offer */
  #act(offer) {
    const row = all(this, ".offer").find((candidate) => candidate.dataset.key === offer);
    const button = row?.querySelector("button");
    if (button?.dataset.act === "again") {
      this.#offer(button.dataset.centre ?? "");
      return;
    }
    this.#withdrawing = offer;
    const form = one(this, "form.withdraw", HTMLFormElement);
    form.hidden = false;
    one(form, "input", HTMLInputElement).focus();
  }

  /** Put the cursor where the next thing is done. */
  focusWork() {
    const next =
      this.querySelector(".planned .centre button.primary:not(:disabled)") ??
      this.querySelector('.offer button[data-act="again"]:not([hidden], :disabled)') ??
      this.querySelector(".offers:not(:empty)") ??
      this.querySelector(".others .centre button:not(:disabled)");
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }
}

/**
 * The offer that still stands with a centre, if any.
 *
 * @param {CaseState} state
 * @param {Centre} centre
 */
function standing(state, centre) {
  return state.offers.find(
    (offer) =>
      offer.centre === centre.id && (offer.state === "offered" || offer.state === "accepted"),
  );
}

customElements.define("transfer-sheet", TransferSheet);
