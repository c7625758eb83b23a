/** The supervisor's wall: figures read every two seconds, and the open cases. */

import "./page.js";
import { each, now, since, span, tell } from "../clock.js";
import { CaseList } from "../components/case-list.js";
import { TrendLine } from "../components/trend-line.js";
import { all, make, one, sync, write } from "../dom.js";
import { readJson } from "../http.js";
import { bindMap } from "../map/in-room.js";
import { watch } from "./board.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */
/** @typedef {import("../types.js").ExceptionCard} ExceptionCard */

const READ_MS = 2000;
const OLD_S = 5;

const room = one(document, "main", HTMLElement);
const list = one(room, "case-list", CaseList);
const topics = (room.dataset.topics ?? "").split(" ").filter(Boolean);

const map = bindMap(room, null);

/** @type {Record<string, any>} */
let figures = {};
let readAt = 0;

/** @param {string} path */
function figure(path) {
  /** @type {any} */
  let value = figures;
  for (const step of path.split(".")) {
    value = value?.[step];
  }
  return value;
}

/** @param {HTMLElement} place */
function text(place) {
  const value = figure(place.dataset.figure ?? "");
  if (value === null || value === undefined) {
    return "–";
  }
  switch (place.dataset.as) {
    case "age":
      return span(since(value));
    case "seconds":
      return `${Math.round(value)} s`;
    case "percent":
      return `${value} %`;
    case "whole":
      return String(Math.round(value));
    case "milliseconds":
      return value < 1 ? "< 1" : String(Math.round(value));
    default:
      return String(value);
  }
}

/** @param {HTMLElement} chart */
function aimOf(chart) {
  return chart.dataset.aim ? figure(chart.dataset.aim) : null;
}

function draw() {
  for (const place of all(room, "[data-figure]")) {
    write(place, text(place));
    const value = figure(place.dataset.figure ?? "");
    place.toggleAttribute("data-zero", value === 0);
    place.toggleAttribute("data-none", value === null || value === undefined);
  }
  for (const part of all(room, "[data-optional]")) {
    const inner = part.querySelector("[data-figure]");
    part.hidden = inner instanceof HTMLElement && text(inner) === "–";
  }
  for (const part of all(room, "[data-when]")) {
    part.hidden = !figure(part.dataset.when ?? "");
  }
  for (const chart of readAt ? all(room, "trend-line") : []) {
    if (chart instanceof TrendLine) {
      chart.show(figures.trend.from, figures.trend[chart.dataset.trend ?? ""], aimOf(chart));
    }
  }
  const age = readAt ? (now() - readAt) / 1000 : Number.POSITIVE_INFINITY;
  for (const tile of all(room, ".tile")) {
    tile.toggleAttribute("data-old", age > OLD_S);
    const place = tile.querySelector(".data-age");
    write(place, readAt ? `${Math.round(age)} s` : "–");
  }
}

async function read() {
  try {
    figures = await readJson("/wall/figures/");
    tell(figures.now);
    readAt = now();
  } catch {
    // Each tile says how old its figure is.
  }
  draw();
  setTimeout(read, READ_MS);
}

/** @param {ExceptionCard[]} taken */
function showExceptions(taken) {
  one(room, ".exceptions", HTMLElement).hidden = taken.length === 0;
  write(room.querySelector(".exceptions .count"), String(taken.length));
  sync(one(room, ".exceptions ul", HTMLElement), taken, {
    key: (card) => card.id,
    build: () => make("li", "", make("b", "mono"), make("span"), make("span", "quiet")),
    patch: (row, card) => {
      write(row.querySelector("b"), card.reference);
      write(row.querySelector("span"), [card.position, card.name].filter(Boolean).join(" "));
      write(row.querySelector(".quiet"), card.reason);
    },
  });
}

watch(topics, (board) => {
  const open = board.cases.filter((card) => card.stage !== "closed");
  list.show(open);
  map.show(open, board.positions);
  write(room.querySelector(".open-cases .count"), String(open.length));
  showExceptions(board.exceptions);
});
list.choose = (/** @type {CaseCard} */ card) => location.assign(`/cases/${card.id}/`);
each(draw);
read();
