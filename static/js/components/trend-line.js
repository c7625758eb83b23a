/** One figure over the last hour, a point a minute, and the line it should stay below. */

import { uPlot } from "../chart.js";
import { make } from "../dom.js";
import { colour, whenColoursChange } from "../theme.js";
import { say } from "../words.js";

const LEAST_HIGH = 4;
const MINUTE_S = 60;

export class TrendLine extends HTMLElement {
  /** @type {import("uplot") | null} */
  #plot = null;
  /** @type {import("uplot").AlignedData} */
  #data = [[], [], []];
  /** @type {(() => void) | null} */
  #stop = null;
  #said = make("p", "said");
  #paper = make("div", "chart");
  #watch = new ResizeObserver(() => this.#fit());

  connectedCallback() {
    this.#paper.setAttribute("role", "img");
    this.replaceChildren(this.#paper, this.#said);
    this.#watch.observe(this.#paper);
    this.#stop = whenColoursChange(() => this.#anew());
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    this.#stop?.();
    this.#plot?.destroy();
    this.#plot = null;
  }

  /**
   * @param {string} from ISO time of the first minute
   * @param {(number | null)[]} values one a minute
   * @param {number | null} aim
   */
  show(from, values, aim) {
    const begin = Date.parse(from) / 1000;
    const times = values.map((_, index) => begin + (index + 1) * MINUTE_S);
    this.#data = [times, values, values.map(() => aim)];
    const known = values.filter((value) => value !== null);
    const words = say("trend.says", {
      now: known.at(-1) ?? "–",
      most: known.length ? Math.max(...known) : "–",
    });
    if (this.#said.textContent !== words) {
      this.#said.textContent = words;
      this.#paper.setAttribute("aria-label", words);
    }
    if (this.#plot) {
      this.#plot.setData(this.#data);
    } else {
      this.#draw();
    }
  }

  /** Colours are read when the chart is made. */
  #anew() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#draw();
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#paper;
    if (this.#plot && width && height) {
      this.#plot.setSize({ width, height });
    } else {
      this.#draw();
    }
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#paper;
    if (this.#plot || !width || !height || !this.#data[0].length) {
      return;
    }
    const [ink, ink2, raised, rule] = ["--ink", "--ink-2", "--raised", "--line"].map((name) =>
      colour(this.#paper, name),
    );
    const quiet = { stroke: ink2, ticks: { show: false }, font: "13px Atkinson Mono" };
    const line = { stroke: rule, width: 1 };
    this.#plot = new uPlot(
      {
        width,
        height,
        cursor: { show: false },
        legend: { show: false },
        padding: [6, 12, 0, 0],
        scales: {
          y: { range: (_, __, most) => [0, Math.max(LEAST_HIGH, Math.ceil((most ?? 0) * 1.25))] },
        },
        axes: [
          { ...quiet, size: 24, grid: { show: false }, space: 70, values: hours },
          { ...quiet, size: 34, grid: line, space: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 500] },
        ],
        series: [
          {},
          { stroke: ink, width: 2, fill: raised, points: { size: 4 } },
          { stroke: ink2, width: 1, dash: [6, 4], points: { show: false } },
        ],
      },
      this.#data,
      this.#paper,
    );
  }
}

/**
 * @param {import("uplot")} _
 * @param {number[]} times
 */
function hours(_, times) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return times.map((time) => format.format(time * 1000));
}

customElements.define("trend-line", TrendLine);
