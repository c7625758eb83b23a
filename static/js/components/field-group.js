/**
 * A named group of a case: its fields save themselves together, from the version they were made.
 *
 * Saving happens when a field is left, when an answer is chosen, and on Ctrl+Enter. A 409 shows
 * both values; what is typed meanwhile stays.
 */

import { showAtOnce } from "../at-once.js";
import { moment, now } from "../clock.js";
import { send } from "../commands.js";
import { all } from "../dom.js";
import { forget, keep } from "../drafts.js";
import { say } from "../words.js";
import { DraftField } from "./draft-field.js";

/** @typedef {import("../types.js").CaseState} CaseState */

/**
 * @param {CaseState} state
 * @param {string | undefined} path
 */
function at(state, path) {
  /** @type {unknown} */
  let value = state;
  for (const step of (path ?? "").split(".")) {
    value = /** @type {Record<string, unknown> | null} */ (value)?.[step];
  }
  return value === null || value === undefined ? "" : String(value);
}

export class FieldGroup extends HTMLElement {
  version = 0;
  /** @type {CaseState | null} */
  #state = null;
  #saving = false;
  #drafted = false;
  /**
   * Values that no field shows and that have not left yet.
   *
   * @type {Record<string, string>}
   */
  #extra = {};

  connectedCallback() {
    this.addEventListener("typed", () => this.#keep());
    this.addEventListener("picked", () => this.save());
    this.addEventListener("decided", () => {
      this.version = this.#state?.version ?? this.version;
      this.#keep();
      this.save();
    });
    this.addEventListener("change", (event) => {
      const field = event.target;
      const isChoice =
        field instanceof HTMLSelectElement ||
        (field instanceof HTMLInputElement && field.type === "radio");
      if (isChoice) {
        this.save();
      }
    });
    this.addEventListener("focusout", (event) => {
      const left = event.target instanceof Element ? event.target.closest("draft-field") : null;
      const goesOn = event.relatedTarget instanceof Node && left?.contains(event.relatedTarget);
      if (!goesOn) {
        this.save();
      }
    });
  }

  get name() {
    return this.getAttribute("name") ?? "";
  }

  get fields() {
    return /** @type {DraftField[]} */ (
      all(this, "draft-field").filter((field) => field instanceof DraftField)
    );
  }

  get pane() {
    return /** @type {import("./case-pane.js").CasePane | null} */ (this.closest("case-pane"));
  }

  /** @param {CaseState} state */
  update(state) {
    const first = this.#state === null;
    this.#state = state;
    const version = state.groups[this.name] ?? state.version;
    const by = this.#lastHand();
    const readOnly = !this.pane?.may(this.dataset.needs);
    for (const field of this.fields) {
      const value = at(state, field.dataset.path);
      const shown = at(state, field.dataset.shown ?? field.dataset.path);
      if (first) {
        field.adopt(value, shown);
      } else {
        field.learn(value, shown, by);
      }
      for (const control of field.querySelectorAll("input, textarea, select")) {
        const isText =
          control instanceof HTMLTextAreaElement || control.matches(".input:not(select)");
        if (isText) {
          control.toggleAttribute("readonly", readOnly);
        } else {
          control.toggleAttribute("disabled", readOnly);
        }
      }
    }
    if (!this.fields.some((field) => field.dirty)) {
      this.version = version;
      if (this.#drafted && !this.#saving) {
        // The same was saved elsewhere: what is no longer unsaved is no draft either.
        this.#keep();
      }
    }
  }

  /** Who last changed this group, as far as the chronology tells. */
  #lastHand() {
    const version = this.#state?.groups[this.name];
    return this.#state?.timeline.find((entry) => entry.seq === version)?.by ?? "";
  }

  /** @param {import("../drafts.js").Draft} draft */
  restore(draft) {
    let restored = false;
    for (const field of this.fields) {
      const value = draft.content[field.name];
      if (value === undefined || value === field.base || field.dirty) {
        continue;
      }
      field.write(value, draft.content[`${field.name}__shown`] ?? value);
      field.toggleAttribute("data-dirty", true);
      field.say(say("restored"));
      restored = true;
      if ((draft.base_version ?? 0) < this.version) {
        // The case went on while the draft lay: what it holds now stands beside.
        field.contest(field.base, field.baseShown, this.#lastHand(), "");
      }
    }
    if (restored) {
      this.version = draft.base_version ?? this.version;
    } else if (!this.fields.some((field) => field.dirty)) {
      // What has been typed while the draft was on its way is a newer one.
      forget(this.pane?.caseId ?? "", this.name);
    }
  }

  #keep() {
    const dirty = this.fields.filter((field) => field.dirty);
    this.#drafted = dirty.length > 0;
    /** @type {Record<string, string>} */
    const content = {};
    for (const field of dirty) {
      content[field.name] = field.value;
      if (field.combo) {
        content[`${field.name}__shown`] = field.shown;
      }
    }
    keep(this.pane?.caseId ?? "", this.name, this.version, content);
  }

  /** Fields that differ, are not contested, and whose partner is there. */
  #ready() {
    const ready = this.fields.filter((field) => field.dirty && !field.rival);
    const pair = this.fields.filter((field) => field.hasAttribute("data-pair"));
    if (!ready.some((field) => pair.includes(field))) {
      return ready;
    }
    const filled = pair.filter((field) => field.value.trim() !== "").length;
    const rest = ready.filter((field) => !pair.includes(field));
    return filled === 0 || filled === pair.length ? [...rest, ...pair] : rest;
  }

  /**
   * Save what differs; while a save has no answer yet, what comes now leaves after it.
   *
   * @param {Record<string, string>} [extra] values that no field shows
   */
  async save(extra = {}) {
    const fields = this.#ready();
    const pane = this.pane;
    Object.assign(this.#extra, extra);
    const more = this.#extra;
    const hasMore = Object.keys(more).length > 0;
    if (!pane || this.#saving || (fields.length === 0 && !hasMore)) {
      return;
    }
    this.#saving = true;
    this.#extra = {};
    const sent = new Map(
      fields.map((field) => [field, { value: field.value, shown: field.shown }]),
    );
    for (const field of fields) {
      field.say(say("saving"));
    }
    const answer = await send(
      `${pane.base}${this.dataset.url}`,
      {
        ...Object.fromEntries(fields.map((field) => [field.name, field.value])),
        ...more,
        base_version: this.version,
      },
      {
        onWaiting: () => {
          for (const field of fields) {
            field.say(say("waiting"));
          }
        },
      },
    );
    this.#saving = false;
    pane.reached(answer.body);
    if (answer.ok) {
      this.#accepted(sent, answer.body.version);
    } else if (answer.status === 409 && answer.body.conflicts) {
      this.#contested(fields, answer.body);
      if (hasMore) {
        // No field shows that these were not taken.
        pane.complain(answer.body);
      }
    } else {
      this.#refused(fields, answer.body);
    }
    await pane.refresh();
    if (answer.ok) {
      showAtOnce(pane, answer.body);
    }
    const isNew = this.#ready().some((field) => sent.get(field)?.value !== field.value);
    if (isNew || Object.keys(this.#extra).length > 0) {
      this.save();
    }
  }

  /**
   * @param {Map<DraftField, {value: string, shown: string}>} sent
   * @param {number | undefined} version
   */
  #accepted(sent, version) {
    this.version = Math.max(this.version, version ?? 0);
    for (const [field, { value, shown }] of sent) {
      field.base = value;
      field.baseShown = shown;
      field.settle();
      field.say(
        field.dirty ? say("typing") : say("saved", { time: moment(new Date(now()).toISOString()) }),
      );
    }
    this.#keep();
  }

  /**
   * @param {DraftField[]} fields
   * @param {any} body
   */
  #contested(fields, body) {
    const conflict = body.conflicts[this.name] ?? Object.values(body.conflicts)[0] ?? {};
    const theirs = conflict.theirs ?? {};
    const others = Object.entries(theirs)
      .filter(([name]) => !fields.some((field) => field.name === name))
      .map(([, value]) => value)
      .filter(Boolean);
    for (const field of fields) {
      const value = theirs[field.name] ?? "";
      const same = String(value) === field.base;
      const shown = theirs[`${field.name}_name`] ?? String(value);
      field.contest(String(value), shown, conflict.by ?? "", same ? others.join(" · ") : "");
      field.say("");
    }
  }

  /**
   * @param {DraftField[]} fields
   * @param {any} body
   */
  #refused(fields, body) {
    /** @type {Record<string, string[]>} */
    const faults = body.fields ?? {};
    for (const field of fields) {
      field.say("");
      field.fault(faults[field.name] ?? []);
    }
    if (!fields.some((field) => faults[field.name])) {
      this.pane?.complain(body);
    }
  }
}

customElements.define("field-group", FieldGroup);
