/** One line below the banner, always there: covert, and what is remarked of number and place. */

import { moment } from "../clock.js";
import { all, make, one, picture, sync, write } from "../dom.js";
import { knows, say } from "../words.js";

/** @typedef {import("../types.js").CaseState} CaseState */

const SHAPES = ["weapon", "aggression", "dog", "infection", "hazard"];

/** @param {CaseState["cautions"]} cautions */
function drawn(cautions = []) {
  return cautions.map((caution) => ({
    ...caution,
    icon: SHAPES.includes(caution.kind) ? "alert" : "note",
    title: [
      say(`caution.of_${caution.of}`),
      caution.reason,
      caution.author,
      say("caution.until", { time: moment(caution.expires_at) }),
    ].join(" · "),
  }));
}

export class CaseRemarks extends HTMLElement {
  /** @param {CaseState} state */
  update(state) {
    one(this, ".covert", HTMLElement).hidden = !state.covert;
    const cautions = drawn(state.cautions);
    const marks = state.marks ?? [];
    const withheld = (state.withheld ?? []).filter((group) => knows(`need.${group}`));
    one(this, ".exceptional", HTMLElement).hidden = !state.exceptional;
    write(this.querySelector(".exceptional time"), moment(state.exceptional?.until ?? null));
    one(this, ".kept-back", HTMLElement).hidden = withheld.length === 0;
    const names = withheld.map((group) => say(`need.${group}`));
    write(this.querySelector(".kept-back .what"), names.join(", "));
    one(this, ".nothing", HTMLElement).hidden =
      state.covert ||
      cautions.length + marks.length + withheld.length > 0 ||
      !!state.exceptional ||
      (state.triage.time_critical ?? []).some((told) => told.active);
    sync(one(this, ".marks", HTMLElement), marks, {
      key: (mark) => mark.code,
      build: () => make("li", "tag"),
      patch: (row, mark) => {
        write(row, mark.label);
      },
    });
    sync(one(this, ".cautions", HTMLElement), cautions, {
      key: (caution) => caution.id,
      build: (caution) =>
        make("li", "caution", picture("icons", caution.icon), make("b"), make("span")),
      patch: (row, caution) => {
        write(row.querySelector("b"), caution.kind_label);
        write(row.querySelector("span"), caution.text);
        row.title = caution.title;
      },
    });
  }
}

customElements.define("case-remarks", CaseRemarks);

/**
 * Draw what is remarked, and what happened at this place before, in full.
 *
 * @param {HTMLElement} side
 * @param {CaseState} state
 */
export function drawMemory(side, state) {
  const cautions = drawn(state.cautions);
  write(side.querySelector(".memory .count"), cautions.length ? String(cautions.length) : "");
  sync(one(side, ".memory .all", HTMLElement), cautions, {
    key: (caution) => caution.id,
    build: (caution) =>
      make(
        "li",
        "",
        picture("icons", caution.icon),
        make("b"),
        make("span"),
        make("small", "quiet"),
      ),
    patch: (row, caution) => {
      write(row.querySelector("b"), caution.kind_label);
      write(row.querySelector("span"), caution.text);
      write(row.querySelector("small"), caution.title);
    },
  });
  for (const form of all(side, "[data-covert-is]")) {
    form.hidden = (form.dataset.covertIs === "on") !== state.covert;
  }
  const history = state.place_history ?? [];
  const panel = one(side, ".place-before", HTMLElement);
  panel.hidden = history.length === 0;
  write(panel.querySelector(".count"), String(history.length));
  sync(one(panel, "ul", HTMLElement), history, {
    key: (row) => row.id,
    build: () => make("li", "", make("b", "mono"), make("span"), make("time", "time quiet")),
    patch: (row, earlier) => {
      const reason = knows(`protocol.${earlier.complaint}`)
        ? say(`protocol.${earlier.complaint}`)
        : "";
      write(row.querySelector("b"), earlier.reference);
      write(row.querySelector("span"), [reason, earlier.disposition].filter(Boolean).join(" · "));
      write(row.querySelector("time"), moment(earlier.at));
    },
  });
}
