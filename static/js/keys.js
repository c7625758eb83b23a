/** One registry of keys: what is bound, and the sheet that shows it. */

import { make } from "./dom.js";
import { say } from "./words.js";

/**
 * @typedef {{keys: string, group: string, word: string, run?: (event: KeyboardEvent) => void}} Binding
 */

/** @type {Map<string, Binding>} */
const bindings = new Map();

/** @type {Binding[]} */
const shownOnly = [];

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const name =
    event.altKey || event.ctrlKey ? event.code.replace(/^(Key|Digit|Numpad)/, "") : event.key;
  return [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey ? "Shift" : "",
    name,
  ]
    .filter(Boolean)
    .join("+");
}

/**
 * Bind a key, written as "F2", "Alt+R", "Ctrl+Enter".
 *
 * @param {string} keys
 * @param {string} group
 * @param {string} word
 * @param {(event: KeyboardEvent) => void} run
 */
export function bind(keys, group, word, run) {
  bindings.set(keys, { keys, group, word, run });
}

/**
 * Show a key in the sheet that an element handles by itself.
 *
 * @param {string} keys
 * @param {string} group
 * @param {string} word
 */
export function show(keys, group, word) {
  shownOnly.push({ keys, group, word });
}

/** @param {HTMLElement} into */
function draw(into) {
  /** @type {Map<string, Binding[]>} */
  const groups = new Map();
  for (const binding of [...bindings.values(), ...shownOnly]) {
    const list = groups.get(binding.group) ?? [];
    list.push(binding);
    groups.set(binding.group, list);
  }
  into.replaceChildren(
    ...[...groups].map(([group, list]) => {
      const rows = list.map((binding) => {
        const caps = binding.keys.split("+").map((cap) => make("kbd", "", cap));
        return make("div", "", make("dt", "", ...caps), make("dd", "", say(binding.word)));
      });
      return make("section", "", make("h3", "", say(group)), make("dl", "", ...rows));
    }),
  );
}

/** Open or close the sheet of keys. */
export function toggleSheet() {
  const dialog = document.querySelector("dialog.key-sheet");
  if (!(dialog instanceof HTMLDialogElement)) {
    return;
  }
  if (dialog.open) {
    dialog.close();
    return;
  }
  const list = dialog.querySelector(".keys");
  if (list instanceof HTMLElement) {
    draw(list);
  }
  dialog.showModal();
}

bind("F1", "group.moving", "key.sheet", toggleSheet);

document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.getModifierState("AltGraph")) {
      return;
    }
    const binding = bindings.get(nameOf(event));
    const inDialog = document.querySelector("dialog[open]");
    if (!binding?.run || (inDialog && binding.keys !== "F1")) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    binding.run(event);
  },
  { capture: true },
);

document.addEventListener("click", (event) => {
  const button =
    event.target instanceof Element ? event.target.closest("[data-command=keys]") : null;
  if (button) {
    toggleSheet();
  }
});
