/** Remember where somebody was typing, to the very character, and bring them back there. */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/**
 * @param {Element | null} element
 * @returns {element is Field}
 */
function isField(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

/**
 * Remember what has the focus now.
 *
 * @returns {() => boolean} goes back there; false where that place is gone
 */
export function remember() {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) {
    return () => false;
  }
  // Fields for numbers and e-mail have a caret that nobody may read.
  const caret = isField(element)
    ? /** @type {const} */ ([
        element.selectionStart,
        element.selectionEnd,
        element.selectionDirection ?? "none",
      ])
    : null;
  return () => {
    if (!element.isConnected || !element.checkVisibility()) {
      return false;
    }
    element.focus();
    if (caret && caret[0] !== null && isField(element)) {
      element.setSelectionRange(caret[0], caret[1], caret[2]);
    }
    return document.activeElement === element;
  };
}
