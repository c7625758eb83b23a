/**
 * Commands on their way to the server.
 *
 * Each has an id of its own and is sent with the same id until it is answered; what has no answer
 * yet stands in the browser's outbox, one per person, and leaves again when the page returns.
 * Commands of one case leave in order, one at a time.
 */

import { csrfToken, isPassing, isSignedOut, signedOut } from "./http.js";

/**
 * @typedef {{id: string, path: string, fields: Record<string, string>, at: number}} Command
 * @typedef {{ok: boolean, status: number, body: any, id: string}} Answer
 */

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 8000;
const person = document.documentElement.dataset.user ?? "";
const OUTBOX = `cae.outbox.${person}`;

/** @type {Map<string, Promise<unknown>>} */
const lanes = new Map();

/** @returns {Command[]} */
function outbox() {
  try {
    return JSON.parse(localStorage.getItem(OUTBOX) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {Command[]} commands */
function keep(commands) {
  try {
    if (commands.length) {
      localStorage.setItem(OUTBOX, JSON.stringify(commands));
    } else {
      localStorage.removeItem(OUTBOX);
    }
  } catch {
    // A full or forbidden storage leaves the command in memory alone.
  }
}

/** @param {string} path */
function laneOf(path) {
  return path.split("/").slice(0, 3).join("/");
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("cae:linked", done);
      resolve(undefined);
    }
    addEventListener("online", done);
    document.addEventListener("cae:linked", done);
  });
}

/**
 * Post once; null when there is no usable answer.
 *
 * @param {Command} command
 * @returns {Promise<Answer | null>}
 */
async function post(command) {
  const response = await fetch(command.path, {
    method: "POST",
    redirect: "manual",
    headers: {
      Accept: "application/json",
      "X-Command-Id": command.id,
      "X-CSRFToken": csrfToken(),
    },
    body: new URLSearchParams(command.fields),
  });
  if (isSignedOut(response)) {
    signedOut();
    return null;
  }
  if (isPassing(response.status)) {
    return null;
  }
  const body = await response.json().catch(() => ({}));
  return { ok: response.ok, status: response.status, body, id: command.id };
}

/**
 * @param {Command} command
 * @param {() => void} onWaiting
 * @returns {Promise<Answer>}
 */
async function deliver(command, onWaiting) {
  let wait = FIRST_PAUSE_MS;
  for (;;) {
    const answer = await post(command).catch(() => null);
    if (answer) {
      keep(outbox().filter((other) => other.id !== command.id));
      return answer;
    }
    onWaiting();
    await pause(wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
  }
}

/**
 * Send a command and wait, however long, for its answer.
 *
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} fields
 * @param {{onWaiting?: () => void, id?: string, kept?: boolean}} [options] onWaiting runs at each
 *   failed try; not kept, the command ends with its page
 * @returns {Promise<Answer>}
 */
export function send(
  path,
  fields,
  { onWaiting = () => {}, id = crypto.randomUUID(), kept = true } = {},
) {
  /** @type {Record<string, string>} */
  const clean = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) {
      clean[name] = value === null ? "" : String(value);
    }
  }
  const command = { id, path, fields: clean, at: Date.now() };
  if (kept) {
    keep([...outbox().filter((other) => other.id !== id), command]);
  }
  return enqueue(command, onWaiting);
}

/**
 * @param {Command} command
 * @param {() => void} onWaiting
 * @returns {Promise<Answer>}
 */
function enqueue(command, onWaiting) {
  const lane = laneOf(command.path);
  const before = lanes.get(lane) ?? Promise.resolve();
  const mine = before.then(() => deliver(command, onWaiting));
  lanes.set(lane, mine);
  return mine;
}

/** Send again what an earlier page left without an answer. */
export function resume() {
  for (const command of outbox()) {
    enqueue(command, () => {});
  }
}

/**
 * Wait until what was sent below a path so far has been answered.
 *
 * @param {string} path
 */
export async function answered(path) {
  await lanes.get(laneOf(path));
}

/** How many commands have no answer yet. */
export function pending() {
  return outbox().length;
}
