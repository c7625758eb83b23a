/**
 * The lock of the screen: by hand, or by itself where nobody has been there for a while.
 *
 * The page and its link live on under it, so alarms go on and what was typed is still there. The
 * server holds the lock; this shows it, asks for it, and tells the server that somebody is there.
 */

import { all } from "./dom.js";
import { csrfToken, isSignedOut, signedOut } from "./http.js";
import { bind } from "./keys.js";

const LOOK_MS = 5000;
const TELL_MS = 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"];
const CASE = /^#[0-9a-f-]{36}$/;
const root = document.documentElement;
const found = document.querySelector("dialog.lock");

/** @param {HTMLDialogElement} dialog */
function watch(dialog) {
  const channel = new BroadcastChannel(`cae.lock.${root.dataset.user}`);
  const after = Number(dialog.dataset.after) * 60_000;
  const fault = /** @type {HTMLElement} */ (dialog.querySelector("#lock-fault"));
  const password = /** @type {HTMLInputElement} */ (dialog.querySelector("#lock-password"));
  let touched = Date.now();
  let told = touched;
  /** @type {Element | null} */
  let before = null;

  /**
   * @param {string | undefined} url
   * @param {Record<string, string>} fields
   * @returns {Promise<{ok: boolean, body: any} | null>} null where the server cannot be asked
   */
  async function post(url, fields) {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const body = new URLSearchParams(fields);
    const init = { method: "POST", redirect: /** @type {const} */ ("manual"), headers, body };
    const response = await fetch(url ?? "", init).catch(() => null);
    if (!response) {
      return null;
    }
    if (isSignedOut(response)) {
      signedOut();
      return null;
    }
    return { ok: response.ok, body: await response.json().catch(() => ({})) };
  }

  /** @param {boolean} on */
  function cover(on) {
    root.toggleAttribute("data-locked", on);
    for (const part of all(document, "body > .topbar, body > main, body > .skip")) {
      part.inert = on;
    }
  }

  function show() {
    if (dialog.open) {
      return;
    }
    before = document.activeElement;
    cover(true);
    password.value = "";
    fault.hidden = true;
    // Above a dialog that is open only another one can be reached.
    if (document.querySelector("dialog:modal")) {
      dialog.showModal();
    } else {
      dialog.show();
    }
    password.focus();
  }

  function hide() {
    touched = Date.now();
    if (!dialog.open) {
      return;
    }
    cover(false);
    password.value = "";
    dialog.close();
    if (CASE.test(location.hash)) {
      location.assign(`${location.pathname}${location.hash.slice(1)}/`);
      return;
    }
    if (document.querySelector(".locked-page")) {
      location.reload();
      return;
    }
    if (before instanceof HTMLElement) {
      before.focus();
    }
    document.dispatchEvent(new CustomEvent("cae:linked"));
    document.dispatchEvent(new CustomEvent("cae:unlocked"));
  }

  /** @param {"hand" | "itself"} by */
  async function lock(by) {
    if (by === "hand") {
      // At once: whoever locks by hand is leaving.
      show();
    }
    const answer = await post(dialog.dataset.lock, { by });
    if (answer?.ok) {
      show();
      channel.postMessage("locked");
    } else if (by === "itself") {
      // Somebody is on the line: that is a sign too.
      touched = Date.now();
    }
  }

  async function look() {
    const now = Date.now();
    if (dialog.open) {
      return;
    }
    if (after > 0 && now - touched >= after) {
      await lock("itself");
    } else if (touched > told && now - told >= TELL_MS) {
      told = now;
      channel.postMessage("touched");
      const answer = await post(dialog.dataset.seen, {});
      if (answer?.body.locked) {
        show();
      }
    }
  }

  for (const sign of SIGNS) {
    addEventListener(
      sign,
      () => {
        touched = Date.now();
      },
      { capture: true, passive: true },
    );
  }
  channel.onmessage = ({ data }) => {
    if (data === "locked") {
      show();
    } else if (data === "unlocked") {
      hide();
    } else {
      touched = Date.now();
    }
  };
  document.addEventListener("cae:locked", show);
  // Esc does not open a lock.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => root.hasAttribute("data-locked") && show());
  dialog.querySelector("form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await post(dialog.dataset.unlock, { password: password.value });
    if (answer?.ok) {
      hide();
      channel.postMessage("unlocked");
    } else if (answer) {
      fault.textContent = answer.body.message ?? "";
      fault.hidden = false;
      password.select();
    }
  });
  for (const button of all(document, "[data-command=lock]")) {
    button.addEventListener("click", () => lock("hand"));
  }
  bind("Alt+K", "group.moving", "key.lock", () => lock("hand"));
  setInterval(look, LOOK_MS);
  if (root.hasAttribute("data-locked")) {
    show();
  }
}

if (found instanceof HTMLDialogElement) {
  watch(found);
}
