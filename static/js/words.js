/** The words of the page, handed over by the templates; scripts have none of their own. */

/** @type {Map<string, string>} */
const words = new Map();

for (const entry of document.querySelectorAll("#words data")) {
  words.set(entry.getAttribute("value") ?? "", entry.textContent?.trim() ?? "");
}

/**
 * Say a word, with its {places} filled; a code without a word shows itself.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(key, values = {}) {
  const text = words.get(key) ?? key.slice(key.lastIndexOf(".") + 1).replaceAll("_", " ");
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Tell whether the page has a word for this key.
 *
 * @param {string} key
 */
export function knows(key) {
  return words.has(key);
}
