/** Find and make elements, typed. */

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function one(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) {
    throw new Error(`no ${selector}`);
  }
  return found;
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function all(root, selector) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}

/**
 * Make an element with its class and its children.
 *
 * @param {string} tag
 * @param {string} [className]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...children);
  return element;
}

/**
 * Make a small picture from one of the page's two sprites.
 *
 * @param {"icons" | "shapes"} sprite
 * @param {string} name
 */
export function picture(sprite, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", sprite === "icons" ? "icon" : "shape");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.documentElement.dataset[sprite]}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Write text only where it differs, so that nothing is laid out for nothing.
 *
 * @param {Element | null} element
 * @param {string} text
 */
export function write(element, text) {
  if (element && element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Whether the cursor is in this part of the page, or nowhere: an answer that comes late moves it
 * only then. Whoever has gone on to something else stays there.
 *
 * @param {Element} part
 */
export function hasCursor(part) {
  const held = document.activeElement;
  return held === null || held === document.body || part.contains(held);
}

/**
 * Where the cursor is, or this part of the page where it is nowhere; kept at a press for `hasCursor`.
 *
 * @param {Element} part
 */
export function heldAt(part) {
  const held = document.activeElement;
  return held === null || held === document.body ? part : held;
}

/**
 * Bring the children of a list in line with items, keeping the elements that stay.
 *
 * What goes, goes first: an element that stays is not moved for it, since moving one that has
 * the cursor takes the cursor from it.
 *
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} items
 * @param {{key: (item: T) => string, build: (item: T) => HTMLElement,
 *   patch: (element: HTMLElement, item: T) => void}} how
 */
export function sync(list, items, how) {
  /** @type {Map<string, HTMLElement>} */
  const present = new Map();
  const wanted = new Set(items.map(how.key));
  for (const child of /** @type {HTMLElement[]} */ ([...list.children])) {
    const key = child.dataset.key ?? "";
    if (wanted.has(key)) {
      present.set(key, child);
    } else {
      child.remove();
    }
  }
  /** @type {Element | null} */
  let cursor = list.firstElementChild;
  for (const item of items) {
    const key = how.key(item);
    let element = present.get(key);
    if (!element) {
      element = how.build(item);
      element.dataset.key = key;
    }
    how.patch(element, item);
    if (element === cursor) {
      cursor = cursor.nextElementSibling;
    } else {
      list.insertBefore(element, cursor);
    }
  }
}
