/**
 * The map of the room: cases and units over the base map.
 *
 * Nothing but a hand moves it. It shows what `show` and `follow` give it, keeps where its person
 * left it, and says in a list what it shows.
 */

import { each } from "../clock.js";
import { all, one, write } from "../dom.js";
import { Listing } from "../map/listing.js";
import { caseMarks, unitMarks } from "../map/marks.js";
import { Palette } from "../map/palette.js";
import { remember } from "../map/return.js";
import { onSquare } from "../map/square.js";
import { Surface } from "../map/surface.js";
import { crowdWords, detailOf, gravityOf, titleOf } from "../map/telling.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */
/** @typedef {import("../types.js").PositionCard} PositionCard */
/** @typedef {import("../types.js").CaseState} CaseState */
/** @typedef {import("../map/marks.js").Mark} Mark */

const CASE_ZOOM = 12;
const AGES_EVERY_S = 15;
const FIXES = 3;
export class SituationMap extends HTMLElement {
  /** @type {CaseCard[]} */
  #cases = [];
  /** @type {PositionCard[]} */
  #units = [];
  /** @type {CaseState | null} */
  #state = null;
  /** @type {Surface | null} */
  #surface = null;
  /** @type {Palette | null} */
  #palette = null;
  /** @type {Listing | null} */
  #listing = null;
  /** @type {Mark | null} */
  #chosen = null;
  #byHand = false;
  #goBack = () => false;
  /** @type {(() => void)[]} */
  #endings = [];
  /**
   * Set by the room: what opening a case does; without it a case only shows itself.
   *
   * @type {((card: CaseCard) => void) | null}
   */
  choose = null;
  /** Set by the room: where the focus goes when the field one came from is gone. */
  home = () => {};

  connectedCallback() {
    const ground = one(this, ".ground", HTMLElement);
    const palette = new Palette(this, () => this.#surface?.repaint());
    const surface = new Surface(ground, palette, this.dataset);
    this.#palette = palette;
    this.#surface = surface;
    this.#listing = new Listing(one(this, ".listing", HTMLElement));
    this.#listing.choose = (mark) => this.#pick(mark);
    surface.onPainted = () => this.#summarise();
    surface.onPoint = (mark, crowd) =>
      this.#tell(mark ?? this.#chosen, crowd ? crowdWords(crowd) : "");
    surface.onPick = (mark) => this.#choose(mark);
    surface.onMissing = () => this.toggleAttribute("data-bare", true);
    this.addEventListener("click", (event) => this.#onClick(event));
    this.addEventListener("keydown", (event) => this.#onKey(event));
    this.addEventListener("focusin", (event) => this.#onFocus(event));
    this.addEventListener("focusout", () => queueMicrotask(() => this.#settle()));
    let seconds = 0;
    this.#endings.push(
      each(() => {
        seconds += 1;
        if (seconds % AGES_EVERY_S === 0) {
          surface.things.later();
        }
      }),
    );
    this.#draw();
  }

  disconnectedCallback() {
    for (const ending of this.#endings.splice(0)) {
      ending();
    }
    this.#surface?.end();
    this.#palette?.end();
  }

  /** Where it stands, for whoever asks. */
  get view() {
    return this.#surface?.view ?? null;
  }

  /** What was drawn last: things, crowds and all that is in sight. */
  get laid() {
    return this.#surface?.things.laid ?? { singles: [], crowds: [], seen: [] };
  }

  /**
   * Show the room's open cases and its units' positions.
   *
   * @param {{cases: CaseCard[], units: PositionCard[]}} board
   */
  show({ cases, units }) {
    this.#cases = cases;
    this.#units = units;
    this.#draw();
  }

  /**
   * Show the open case where it is, with what its phone says.
   *
   * @param {CaseState | null} state
   */
  follow(state) {
    if (state !== this.#state) {
      this.#state = state;
      this.#draw();
    }
  }

  /** From the work to the map and the open case; from the map back to the very field. */
  turn() {
    if (this.contains(document.activeElement)) {
      this.#leave();
    } else {
      this.#visit();
    }
  }

  #visit() {
    this.#goBack = remember();
    this.#enlarge(true);
    const place = this.#placeOfCase();
    this.#surface?.fit();
    if (place) {
      this.#surface?.go(place[0], place[1], CASE_ZOOM);
    }
    one(this, ".ground", HTMLElement).focus();
    write(
      one(this, ".map-told .text", HTMLElement),
      place || !this.#state ? "" : say("place.none"),
    );
  }

  #leave() {
    this.#list(false);
    this.#enlarge(this.#byHand);
    if (!this.#goBack()) {
      this.home();
    }
  }

  /** Somebody went on working without going back: the map makes room again. */
  #settle() {
    if (document.hasFocus() && !this.contains(document.activeElement)) {
      this.#enlarge(this.#byHand);
    }
  }

  /** @returns {[number, number] | null} */
  #placeOfCase() {
    const state = this.#state;
    if (!state) {
      return null;
    }
    const { latitude, longitude } = state.location;
    if (latitude !== null && longitude !== null) {
      return [latitude, longitude];
    }
    const fix = this.#fixes()[0];
    const town = this.#cases.find((card) => card.id === state.id)?.point;
    return town ?? (fix ? [fix.latitude, fix.longitude] : null);
  }

  #fixes() {
    return (this.#state?.fixes ?? []).toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, FIXES);
  }

  #draw() {
    const state = this.#state;
    const open = state && {
      id: state.id,
      latitude: state.location.latitude,
      longitude: state.location.longitude,
    };
    const evidence = this.#fixes().map(({ latitude, longitude, radius_m }) => {
      const [x, y] = onSquare(latitude, longitude);
      return { x, y, latitude, radius: radius_m ?? 0 };
    });
    const marks = [...caseMarks(this.#cases, open), ...unitMarks(this.#units)];
    this.#surface?.things.show(marks, evidence);
  }

  #summarise() {
    const { seen } = this.laid;
    const cases = seen.filter((mark) => mark.kind === "case").length;
    write(
      this.querySelector(".in-sight"),
      say("map.counted", { cases, units: seen.length - cases }),
    );
    if (!one(this, ".listing", HTMLElement).hidden) {
      this.#listing?.show(seen, false);
    }
    const chosen = this.#chosen;
    if (chosen) {
      this.#chosen = seen.find((mark) => mark.key === chosen.key) ?? null;
      this.#tell(this.#chosen, "");
    }
  }

  /**
   * @param {Mark | null} mark
   * @param {string} otherwise
   */
  #tell(mark, otherwise) {
    const line = one(this, ".map-told", HTMLElement);
    const words = mark ? [gravityOf(mark), titleOf(mark), detailOf(mark)] : [otherwise];
    write(line.querySelector(".text"), words.filter(Boolean).join(" · "));
    const open = one(line, "[data-map=open]", HTMLButtonElement);
    const isChosen = mark !== null && mark.key === this.#chosen?.key;
    open.hidden = !this.choose || !isChosen || mark.kind !== "case" || mark.open;
  }

  /** @param {Mark | null} mark */
  #choose(mark) {
    this.#chosen = mark;
    this.#surface?.things.choose(mark?.key ?? "");
    this.#tell(mark, "");
  }

  /**
   * A row was chosen: a case opens, a unit is shown where it is.
   *
   * @param {Mark} mark
   */
  #pick(mark) {
    if (mark.kind === "case" && this.choose) {
      this.#list(false);
      this.choose(mark.card);
      return;
    }
    this.#choose(mark);
    const [latitude, longitude] = mark.at.split(",").map(Number);
    this.#surface?.go(latitude ?? 0, longitude ?? 0, CASE_ZOOM);
  }

  /** @param {boolean} large */
  #enlarge(large) {
    if (large !== this.hasAttribute("data-large")) {
      this.toggleAttribute("data-large", large);
      this.#surface?.fit();
    }
    for (const button of all(this, "[data-map=large]")) {
      button.setAttribute("aria-pressed", String(large));
    }
  }

  /** @param {boolean} open */
  #list(open) {
    const panel = one(this, ".listing", HTMLElement);
    panel.hidden = !open;
    one(this, "[data-map=list]", HTMLElement).setAttribute("aria-expanded", String(open));
    if (open) {
      this.#listing?.show(this.laid.seen, true);
      this.#listing?.list.focusFirst();
    }
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-map]") : null;
    if (!(button instanceof HTMLElement)) {
      return;
    }
    switch (button.dataset.map) {
      case "large":
        this.#byHand = !this.hasAttribute("data-large");
        this.#enlarge(this.#byHand);
        break;
      case "list":
        this.#list(one(this, ".listing", HTMLElement).hidden);
        break;
      case "in":
      case "out":
        this.#surface?.zoom(button.dataset.map === "in" ? 1 : -1);
        break;
      case "whole":
        this.#surface?.whole();
        break;
      default:
        if (this.#chosen?.kind === "case") {
          this.choose?.(this.#chosen.card);
        }
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const onGround = event.target === this.querySelector(".ground");
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (event.key === "Escape" && !one(this, ".listing", HTMLElement).hidden) {
      this.#list(false);
      one(this, ".ground", HTMLElement).focus();
    } else if (onGround && event.key === "Enter") {
      this.#list(true);
    } else if (!onGround || !this.#surface?.press(event.key)) {
      return;
    }
    event.preventDefault();
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const row = event.target instanceof Element ? event.target.closest(".map-row") : null;
    if (row instanceof HTMLElement) {
      const mark = this.laid.seen.find(({ key }) => key === row.dataset.key);
      this.#choose(mark ?? null);
    }
  }
}

customElements.define("situation-map", SituationMap);
