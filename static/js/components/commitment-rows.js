/** Rows of what the centre still owes, used wherever they are listed. */

import { make, one, sync, write } from "../dom.js";
import { say } from "../words.js";
import { ElapsedTime } from "./elapsed-time.js";

/** @typedef {import("../types.js").Commitment} Commitment */

/**
 * @param {HTMLElement} list
 * @param {Commitment[]} commitments
 * @param {((commitment: Commitment) => void) | null} settle
 */
export function drawCommitments(list, commitments, settle) {
  const byDue = commitments.toSorted((a, b) => (a.due_at ?? "9").localeCompare(b.due_at ?? "9"));
  sync(list, byDue, {
    key: (commitment) => commitment.id,
    build: (commitment) => {
      const due = new ElapsedTime();
      due.className = "time";
      due.toggleAttribute("data-until", true);
      const row = make("li", "owing", make("b"), make("span", "quiet"), due);
      if (settle && ["callback", "review"].some((kind) => commitment.kind.includes(kind))) {
        const button = make("button", "button small", say("commitment.settle"));
        button.setAttribute("type", "button");
        button.addEventListener("click", () => settle(commitment));
        row.append(button);
      }
      return row;
    },
    patch: (row, commitment) => {
      write(row.querySelector("b"), commitment.label);
      write(row.querySelector("span"), commitment.holder);
      one(row, "elapsed-time", ElapsedTime).setAttribute("at", commitment.due_at ?? "");
    },
  });
}
