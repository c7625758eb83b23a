/** What is in sight on the map, as a list: the same things for keyboards and screen readers. */

import { LiveList } from "../components/live-list.js";
import { make, one, write } from "../dom.js";
import { say } from "../words.js";
import { services, shapeOf } from "./shapes.js";
import { detailOf, gravityOf, titleOf } from "./telling.js";

/** @typedef {import("./marks.js").Mark} Mark */

const SVG = "http://www.w3.org/2000/svg";
/** More rows than this nobody walks through; the head tells how many there are. */
const AT_MOST = 200;

/**
 * Draw a shape as the map draws it.
 *
 * @param {string} name
 * @param {boolean} filled
 */
function shapePicture(name, filled) {
  const shape = shapeOf(name, filled);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "shape");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const [path, fill, line] of /** @type {const} */ ([
    [shape.path, shape.fill, shape.line],
    [shape.inner ?? "", true, 0],
  ])) {
    const part = document.createElementNS(SVG, "path");
    part.setAttribute("d", path);
    part.setAttribute("fill", fill ? "currentColor" : "none");
    part.setAttribute("stroke", line ? "currentColor" : "none");
    part.setAttribute("stroke-width", String(line));
    part.setAttribute("stroke-linejoin", "round");
    svg.append(part);
  }
  return svg;
}

/**
 * Order what is in sight: the open case, cases by gravity and age, units by name.
 *
 * @param {Mark} a
 * @param {Mark} b
 */
function byWeight(a, b) {
  const weight = (/** @type {Mark} */ mark) =>
    mark.kind === "unit" ? "9" : mark.open ? "0" : `1${mark.card.effective_severity}`;
  return weight(a).localeCompare(weight(b)) || (a.order < b.order ? -1 : 1);
}

export class Listing {
  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    /** @type {(mark: Mark) => void} */
    this.choose = () => {};
    const key = panel.querySelector(".map-key");
    key?.append(
      ...services.flatMap((service) => [
        make("dt", "", shapePicture(service, false)),
        make("dd", "", say(`service.${service}`)),
      ]),
      make("dt", "", shapePicture("other", true)),
      make("dd", "", say("map.busy")),
    );
  }

  get list() {
    return one(this.panel, "live-list", LiveList);
  }

  /**
   * Show these rows; the hand itself asked for them, or they merely changed.
   *
   * @param {Mark[]} seen
   * @param {boolean} asked
   */
  show(seen, asked) {
    const rows = seen.toSorted(byWeight).slice(0, AT_MOST);
    one(this.panel, ".nothing", HTMLElement).hidden = rows.length > 0;
    this.list.render(
      rows,
      {
        key: (mark) => mark.key,
        build: () =>
          make(
            "div",
            "map-row",
            make("span", "mark"),
            make("b"),
            make("span", "how quiet"),
            make("span", "gravity"),
          ),
        patch: (row, mark) => this.#patch(row, mark),
        choose: (mark) => this.choose(mark),
      },
      { asked },
    );
  }

  /**
   * @param {HTMLElement} row
   * @param {Mark} mark
   */
  #patch(row, mark) {
    const look = `${mark.shape}/${mark.filled}`;
    if (row.dataset.look !== look) {
      row.dataset.look = look;
      row.querySelector(".mark")?.replaceChildren(shapePicture(mark.shape, mark.filled));
    }
    row.toggleAttribute("data-open", mark.open);
    if (mark.kind === "case") {
      row.dataset.severity = mark.tone.toUpperCase();
    }
    write(row.querySelector("b"), titleOf(mark));
    write(row.querySelector(".how"), detailOf(mark));
    write(row.querySelector(".gravity"), gravityOf(mark));
  }
}
