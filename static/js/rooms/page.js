/** What every page has: the theme, the keys, and the sign that the session has ended. */

import { instant, moment } from "../clock.js";
import "../components/theme-toggle.js";
import { all, write } from "../dom.js";
import "../keys.js";
import "../lock.js";
import { say } from "../words.js";

for (const name of ["cae:signed-out", "cae:signed-in"]) {
  document.addEventListener(name, () => {
    const notice = document.querySelector(".signed-out");
    if (notice instanceof HTMLElement) {
      notice.hidden = name === "cae:signed-in";
    }
  });
}

for (const place of all(document, "time[data-moment]")) {
  write(place, moment(place.getAttribute("datetime")));
}
for (const place of all(document, "time[data-instant]")) {
  write(place, instant(place.getAttribute("datetime")));
}
for (const place of all(document, "[data-word]")) {
  write(place, say(place.dataset.word ?? ""));
}
