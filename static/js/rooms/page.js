/** What every page has: the theme, the keys, and the sign that the session has ended. */

import "../components/theme-toggle.js";
import "../keys.js";

document.addEventListener("cae:signed-out", () => {
  const notice = document.querySelector(".signed-out");
  if (notice instanceof HTMLElement) {
    notice.hidden = false;
  }
});

const chooser = document.querySelector("form[data-at-once] select");
chooser?.addEventListener("change", () => {
  if (chooser instanceof HTMLSelectElement) {
    chooser.form?.requestSubmit();
  }
});
