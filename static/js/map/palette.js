/** The colours of the page as a canvas needs them: resolved, in light, dark and forced colours. */

const NAMES = [
  "sea",
  "near",
  "land",
  "town",
  "province",
  "coast",
  "name",
  "halo",
  "ink",
  "surface",
  "focus",
  "evidence",
  "p0",
  "p1",
  "p2",
  "p3",
  "p4",
];

export class Palette {
  /** @type {Record<string, string>} */
  #colours = {};
  #probe = document.createElement("span");
  /** @type {(() => void)[]} */
  #endings = [];

  /**
   * @param {HTMLElement} host whose style has --map-… for each name
   * @param {() => void} onChange
   */
  constructor(host, onChange) {
    this.#probe.className = "palette-probe";
    this.#probe.hidden = true;
    host.append(this.#probe);
    this.#read();
    const again = () => {
      this.#read();
      onChange();
    };
    const observer = new MutationObserver(again);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#endings.push(() => observer.disconnect());
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      const media = matchMedia(query);
      media.addEventListener("change", again);
      this.#endings.push(() => media.removeEventListener("change", again));
    }
  }

  /** @param {string} name */
  of(name) {
    return this.#colours[name] ?? "";
  }

  end() {
    for (const ending of this.#endings) {
      ending();
    }
    this.#probe.remove();
  }

  #read() {
    for (const name of NAMES) {
      this.#probe.style.color = `var(--map-${name})`;
      this.#colours[name] = getComputedStyle(this.#probe).color;
    }
  }
}
