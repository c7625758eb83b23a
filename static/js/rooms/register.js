/** The room's registers: plain forms, with a list of municipalities and running clocks. */

import "./page.js";
import { send } from "../commands.js";
import "../components/elapsed-time.js";
import "../components/type-ahead.js";
import { all, one } from "../dom.js";

for (const link of all(document, "a[data-take]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    void take(link);
  });
}

/**
 * Take a call that nobody has, and go to it.
 *
 * @param {HTMLElement} link
 */
async function take(link) {
  const answer = await send(`/cases/${link.dataset.take}/take-over/`, { reason: "" });
  if (answer.ok) {
    location.assign(link.getAttribute("href") ?? "/console/");
    return;
  }
  const notice = one(document, ".refusal", HTMLElement);
  notice.hidden = false;
  notice.textContent = answer.body.message ?? "";
}
