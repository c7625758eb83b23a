/**
 * What is typed and not saved yet, kept on the server within half a second.
 *
 * A copy in the browser bridges that half second and any loss of the link; it is erased once the
 * server has acknowledged it.
 */

import { csrfToken, isSignedOut, readJson, signedOut } from "./http.js";

/**
 * @typedef {Record<string, string>} Content
 * @typedef {{form: string, base_version: number | null, content: Content}} Draft
 */

const QUIET_MS = 350;
const RETRY_MS = 3000;
const person = document.documentElement.dataset.user ?? "";

/** @type {Map<string, {draft: Draft, caseId: string, timer: number}>} */
const unsent = new Map();
/** @type {Map<string, Promise<void>>} */
const sending = new Map();

/**
 * @param {string} caseId
 * @param {string} form
 */
function place(caseId, form) {
  return `cae.draft.${person}.${caseId}.${form}`;
}

/**
 * Send what stands now, once what was sent before has been answered: the last word is the last.
 *
 * @param {string} key
 */
function push(key) {
  const mine = (sending.get(key) ?? Promise.resolve()).then(() => pushNow(key));
  sending.set(key, mine);
  return mine;
}

/** @param {string} key */
async function pushNow(key) {
  const entry = unsent.get(key);
  if (!entry) {
    return;
  }
  const { draft, caseId } = entry;
  try {
    const response = await fetch("/drafts/", {
      method: "PUT",
      redirect: "manual",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ case: caseId, ...draft }),
    });
    if (isSignedOut(response)) {
      signedOut();
    }
    // Only what the server understood and will never take is given up.
    if (!response.ok && ![400, 404, 422].includes(response.status)) {
      throw new Error(String(response.status));
    }
    if (unsent.get(key) === entry) {
      unsent.delete(key);
      localStorage.removeItem(key);
    }
  } catch {
    entry.timer = setTimeout(() => push(key), RETRY_MS);
  }
}

/**
 * Keep what stands in a form; empty content forgets it.
 *
 * @param {string} caseId
 * @param {string} form
 * @param {number | null} baseVersion
 * @param {Content} content
 */
export function keep(caseId, form, baseVersion, content) {
  const key = place(caseId, form);
  const draft = { form, base_version: baseVersion, content };
  clearTimeout(unsent.get(key)?.timer);
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The server's copy follows in a moment.
  }
  unsent.set(key, { draft, caseId, timer: setTimeout(() => push(key), QUIET_MS) });
}

/**
 * Forget a form's draft: it has been saved or thrown away.
 *
 * @param {string} caseId
 * @param {string} form
 */
export function forget(caseId, form) {
  keep(caseId, form, 0, {});
}

/**
 * Forget a form's draft and wait until the server has, for what cannot wait behind it.
 *
 * @param {string} caseId
 * @param {string} form
 */
export async function drop(caseId, form) {
  forget(caseId, form);
  const key = place(caseId, form);
  clearTimeout(unsent.get(key)?.timer);
  await push(key);
}

/**
 * Send at once what of a case waits to be sent, and wait for it.
 *
 * @param {string} caseId
 */
export async function flush(caseId) {
  const prefix = place(caseId, "");
  const waiting = [...unsent].filter(([key]) => key.startsWith(prefix));
  await Promise.all(
    waiting.map(([key, entry]) => {
      clearTimeout(entry.timer);
      return push(key);
    }),
  );
}

/**
 * Read back every draft of a case, the browser's own copy first.
 *
 * @param {string} caseId
 * @returns {Promise<Map<string, Draft>>}
 */
export async function restore(caseId) {
  /** @type {Map<string, Draft>} */
  const drafts = new Map();
  try {
    const answer = await readJson(`/drafts/?case=${caseId}`);
    for (const draft of answer.drafts ?? []) {
      drafts.set(draft.form, draft);
    }
  } catch {
    // Without the server the browser's copies are what there is.
  }
  const prefix = place(caseId, "");
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(prefix)) {
      const draft = JSON.parse(localStorage.getItem(key) ?? "{}");
      drafts.set(draft.form, draft);
    }
  }
  for (const [form, draft] of drafts) {
    if (!draft.content || Object.keys(draft.content).length === 0) {
      drafts.delete(form);
    }
  }
  return drafts;
}
