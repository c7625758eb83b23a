/** Reads from the server, and the one sign that a session has ended. */

const LOCKED = 423;

/** Say that the session has ended; what was typed stays. */
export function signedOut() {
  document.dispatchEvent(new CustomEvent("cae:signed-out"));
}

/** Say that the screen is locked; what was typed stays. */
function locked() {
  document.dispatchEvent(new CustomEvent("cae:locked"));
}

/** Say that somebody is signed in again, here or in another window. */
export function signedIn() {
  document.dispatchEvent(new CustomEvent("cae:signed-in"));
}

/**
 * Tell whether an answer means that nobody is signed in.
 *
 * @param {Response} response
 */
export function isSignedOut(response) {
  if (response.status === LOCKED) {
    locked();
  }
  return response.status === 401 || response.type === "opaqueredirect";
}

/** What the server would not give, with its status. */
export class ReadRefused extends Error {
  /**
   * @param {number} status
   * @param {string} url
   */
  constructor(status, url) {
    super(`${status} ${url}`);
    this.status = status;
  }
}

/**
 * @param {string} url
 * @param {RequestInit} [init]
 */
async function read(url, init = {}) {
  const response = await fetch(url, { redirect: "manual", ...init });
  if (isSignedOut(response)) {
    signedOut();
  }
  if (!response.ok) {
    throw new ReadRefused(response.status, url);
  }
  return response;
}

/**
 * Fetch JSON.
 *
 * @param {string} url
 * @returns {Promise<any>}
 */
export async function readJson(url) {
  const response = await read(url, { headers: { Accept: "application/json" } });
  return response.json();
}

/**
 * Fetch a piece of HTML, parsed and not yet in the page.
 *
 * @param {string} url
 * @returns {Promise<DocumentFragment>}
 */
export async function readFragment(url) {
  const response = await read(url, { headers: { Accept: "text/html" } });
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  // Imported, its elements come to life before the first of them stands in the page.
  return document.importNode(template.content, true);
}

/**
 * The token that proves that a request comes from our own page.
 *
 * Signing in again in another window changes it: the cookie is the newest.
 */
export function csrfToken() {
  const cookie = /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (cookie) {
    return cookie;
  }
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field instanceof HTMLInputElement ? field.value : "";
}

/**
 * Tell whether a server's silence or trouble is worth another try.
 *
 * @param {number} status
 */
export function isPassing(status) {
  // A command that meets the lock goes on once it is open.
  return status === LOCKED || status === 429 || status === 502 || status === 503 || status === 504;
}
