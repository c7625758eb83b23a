/** The place where one case stands: opening another, the keys of a case, the command line. */

import { askLife } from "../at-once.js";
import { CaseAlerts } from "../components/case-alerts.js";
import { CaseElsewhere } from "../components/case-elsewhere.js";
import { CasePane } from "../components/case-pane.js";
import { CommandLine } from "../components/command-line.js";
import { all, one } from "../dom.js";
import { ReadRefused, readFragment } from "../http.js";
import { bind, show } from "../keys.js";
import { saveAndGoOn } from "../typing.js";
import { say } from "../words.js";
import { registerCaseVerbs } from "./verbs.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */

const STAGES = ["intake", "triage", "instructions", "transfer", "followup", "closed"];

export class Stand {
  #opening = "";
  #elsewhere = "";
  /** @type {CommandLine | null} */
  #line = null;

  /**
   * @param {HTMLElement} place
   * @param {string} home path of the room, "/console/"
   */
  constructor(place, home) {
    this.place = place;
    this.home = home;
    /** @type {(caseId: string) => void} */
    this.onOpen = () => {};
    /** @type {(caseId: string) => CaseCard | undefined} */
    this.cardOf = () => undefined;
    addEventListener("popstate", () => {
      const id = location.pathname.slice(home.length).replaceAll("/", "");
      this.open(id, { push: false });
    });
    document.addEventListener("cae:unlocked", () => this.pane?.refresh());
    place.addEventListener("cae:go", (event) => {
      const id = event instanceof CustomEvent ? String(event.detail) : "";
      if (id === "") {
        one(document, "#polite", HTMLElement).textContent = say("case.gone");
      }
      this.open(id, { focus: true, anew: true });
    });
  }

  get pane() {
    const pane = this.place.querySelector("case-pane");
    return pane instanceof CasePane ? pane : null;
  }

  get #alerts() {
    const alerts = this.pane?.querySelector("case-alerts");
    return alerts instanceof CaseAlerts ? alerts : null;
  }

  /** The case that stands here, or whose taking over is offered here. */
  get shown() {
    return this.pane?.caseId ?? this.#elsewhere;
  }

  /**
   * Bring a case to the stand; the fragment replaces the other case whole.
   *
   * @param {string} caseId empty for none
   * @param {{push?: boolean, focus?: boolean, anew?: boolean}} [options] anew reads it again
   */
  async open(caseId, { push = true, focus = false, anew = false } = {}) {
    if (caseId && caseId === this.pane?.caseId && !anew) {
      if (focus) {
        this.pane.focusWork();
      }
      return;
    }
    this.#opening = caseId;
    const rest = document.getElementById("rest");
    let content = rest instanceof HTMLTemplateElement ? rest.content.cloneNode(true) : null;
    if (caseId) {
      try {
        content = await readFragment(`/cases/${caseId}/pane/`);
      } catch (error) {
        if (error instanceof ReadRefused && error.status === 403) {
          this.#standElsewhere(caseId);
        }
        return;
      }
    }
    if (this.#opening !== caseId || !content) {
      return;
    }
    this.place.replaceChildren(content);
    this.#elsewhere = "";
    // The case on the stand comes to itself before it is told anything.
    await null;
    if (push) {
      history.pushState({}, "", caseId ? `${this.home}${caseId}/` : this.home);
    }
    this.onOpen(caseId);
    this.#line?.refresh();
    if (focus) {
      this.pane?.focusWork();
    }
  }

  /**
   * Show that a case is somebody else's, and how to take it over.
   *
   * @param {string} caseId
   */
  #standElsewhere(caseId) {
    const template = document.getElementById("elsewhere");
    if (!(template instanceof HTMLTemplateElement)) {
      return;
    }
    this.place.replaceChildren(document.importNode(template.content, true));
    const notice = one(this.place, "case-elsewhere", CaseElsewhere);
    notice.addEventListener("taken", () => this.open(caseId, { focus: true }));
    notice.show(caseId, this.cardOf(caseId));
    this.#elsewhere = caseId;
    this.onOpen(caseId);
  }

  /** Bind the keys that every room with a case shares. */
  bindKeys() {
    const sheet = (/** @type {string} */ stage) => () => this.pane?.open(stage, { focus: true });
    for (const [index, stage] of STAGES.entries()) {
      bind(`Alt+${index + 1}`, "group.stages", `stage.${stage}`, sheet(stage));
    }
    bind("F7", "group.stages", "key.instructions", sheet("instructions"));
    bind("F10", "group.stages", "key.close", () => {
      const stage = this.pane?.stage ?? "";
      const next = stage === "followup" || stage === "closed" ? "closed" : "followup";
      this.pane?.open(next, { focus: true });
    });
    bind("Alt+0", "group.case", "key.dismiss", () => this.pane?.offerOutcomes());
    bind("Alt+R", "group.case", "key.arrest", () => this.pane?.arrest());
    bind("Alt+A", "group.case", "key.life", () => this.pane && askLife(this.pane));
    bind("Alt+G", "group.case", "key.offer_plan", () => this.#alerts?.offerPlan());
    bind("Alt+V", "group.case", "key.seen", () => this.#alerts?.see());
    bind("Ctrl+Enter", "group.case", "key.save", () => this.pane && saveAndGoOn(this.pane));
    const field = (/** @type {string} */ stage, /** @type {string} */ id) => () => {
      this.pane?.open(stage);
      document.getElementById(id)?.focus();
    };
    bind("Alt+L", "group.case", "key.place", field("intake", "f-location-text"));
    bind("Alt+T", "group.case", "key.telephone", field("intake", "f-callback-number"));
    bind("Alt+N", "group.case", "key.name", field("intake", "f-caller-name"));
    bind("Alt+O", "group.case", "key.note", field("followup", "f-note"));
    show("1…9", "group.case", "key.digits");
    show("0", "group.case", "key.put_right");
    bind("F6", "group.moving", "key.next_pane", () => movePane(1));
    bind("Shift+F6", "group.moving", "key.previous_pane", () => movePane(-1));
  }

  /**
   * Give the command line the verbs of a case and its keys.
   *
   * @param {CommandLine} line
   * @param {() => CaseCard[]} cards
   */
  registerVerbs(line, cards) {
    this.#line = line;
    registerCaseVerbs(line, this, cards);
    bind("F4", "group.moving", "key.command", () => line.enter());
    bind("F3", "group.moving", "key.search", () => line.enter("VER "));
    show("Tab · ↑", "group.moving", "key.complete");
  }
}

/** Where the focus lands in a pane, the likeliest first. */
const LANDINGS = [
  "[data-sheet]:not([hidden]) :is(input:not([type=hidden]), textarea, button:not(:disabled))",
  '.rows > [tabindex="0"]',
  "input:not([type=hidden])",
  '[tabindex="0"]',
  "button:not(:disabled)",
];

/** @param {1 | -1} step */
function movePane(step) {
  const panes = all(document, "[data-pane]").filter((pane) => pane.offsetParent !== null);
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const from = here < 0 && step < 0 ? 0 : here;
  const pane = panes[(from + step + panes.length) % panes.length];
  for (const landing of LANDINGS) {
    const stop = all(pane ?? document, landing).find((found) => found.offsetParent !== null);
    if (stop) {
      stop.focus();
      return;
    }
  }
  if (pane) {
    // An empty pane is a place too: from it one goes on.
    pane.tabIndex = -1;
    pane.focus();
  }
}
