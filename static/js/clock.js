/** The centre's time in the browser: a server offset, one tick a second, and how times read. */

import { say } from "./words.js";

const language = document.documentElement.lang;
const hourAndMinute = new Intl.DateTimeFormat(language, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const dayAndHour = new Intl.DateTimeFormat(language, {
  day: "2-digit",
  month: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

// Everywhere in this centre the day stands before the month.
const dayAndSecond = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

let offset = 0;

/** @type {Set<() => void>} */
const listeners = new Set();

/**
 * Learn the server's time.
 *
 * @param {string | undefined} iso
 */
export function tell(iso) {
  const server = Date.parse(iso ?? "");
  if (!Number.isNaN(server)) {
    offset = server - Date.now();
  }
}

/** Now, on the server's clock, in milliseconds. */
export function now() {
  return Date.now() + offset;
}

/**
 * Call a function each second, as long as it stays subscribed.
 *
 * @param {() => void} listener
 * @returns {() => void} ends it
 */
export function each(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Seconds from a moment until now; negative when it is still to come.
 *
 * @param {string} iso
 */
export function since(iso) {
  return (now() - Date.parse(iso)) / 1000;
}

/**
 * Read a span of seconds as m:ss, h:mm:ss or days.
 *
 * @param {number} seconds
 */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  if (hours >= 24) {
    return say("time.days", { days: Math.floor(hours / 24), hours: hours % 24 });
  }
  if (hours > 0) {
    return `${hours}:${two(minutes % 60)}:${two(whole % 60)}`;
  }
  return `${minutes}:${two(whole % 60)}`;
}

/**
 * Read a moment: the hour today, with its day otherwise.
 *
 * @param {string | null | undefined} iso
 */
export function moment(iso) {
  if (!iso) {
    return "";
  }
  const date = new Date(iso);
  const today = new Date(now()).toDateString() === date.toDateString();
  return (today ? hourAndMinute : dayAndHour).format(date);
}

/**
 * Read a moment in full, for what is kept: the day with its year, and the second.
 *
 * @param {string | null | undefined} iso
 */
export function instant(iso) {
  return iso ? dayAndSecond.format(new Date(iso)) : "";
}

tell(document.documentElement.dataset.now);
setInterval(() => {
  for (const listener of listeners) {
    listener();
  }
}, 1000);
