/** What is painted by hand learns here when the page's colours change. */

const QUERIES = ["(prefers-color-scheme: dark)", "(forced-colors: active)"];

/**
 * Call back whenever light, dark or forced colours change.
 *
 * @param {() => void} listener
 * @returns {() => void} ends it
 */
export function whenColoursChange(listener) {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const media = QUERIES.map((query) => matchMedia(query));
  for (const query of media) {
    query.addEventListener("change", listener);
  }
  return () => {
    observer.disconnect();
    for (const query of media) {
      query.removeEventListener("change", listener);
    }
  };
}

/**
 * A colour as the page resolves it now.
 *
 * @param {HTMLElement} probe an element that may wear it for a moment
 * @param {string} name of a custom property, "--ink"
 */
export function colour(probe, name) {
  probe.style.color = `var(${name})`;
  const found = getComputedStyle(probe).color;
  probe.style.color = "";
  return found;
}
