/** Light or dark, kept on this machine; without a choice the system's own holds. */

export class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => this.#turn());
  }

  #turn() {
    const root = document.documentElement;
    const dark =
      (root.dataset.theme ??
        (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    root.dataset.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("cae.theme", root.dataset.theme);
    } catch {
      // It holds for this page.
    }
  }
}

customElements.define("theme-toggle", ThemeToggle);
