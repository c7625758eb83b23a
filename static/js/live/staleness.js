/** How many seconds behind the page is, and whether it may still be shown as live. */

/** @typedef {import("./mirror.js").Mirror} Mirror */

export const STALE_AFTER_S = 5;

/**
 * Tell on the mirror's `state`, each half second and at once with each tick, how old the picture
 * is: "fresh" or "stale", with `now` (the server's, ISO) and `seconds` behind. Before the first
 * tick it is not called fresh: nothing has been heard yet. The root element carries the same word
 * in `data-link`.
 *
 * @param {Mirror} mirror
 * @returns {() => void} ends it
 */
export function watch(mirror) {
  let verifiedAt = performance.now();
  let heard = false;

  const look = () => {
    const seconds = Math.max(0, (performance.now() - verifiedAt) / 1000);
    const age = seconds > STALE_AFTER_S ? "stale" : "fresh";
    if (age === "fresh" && !heard) {
      return;
    }
    const now = new Date(mirror.now()).toISOString();
    document.documentElement.dataset.link = age;
    mirror.state.dispatchEvent(new CustomEvent(age, { detail: { now, seconds } }));
  };

  const ended = mirror.onTick((tick) => {
    verifiedAt = performance.now() - tick.lag_ms;
    heard = true;
    look();
  });
  const timer = setInterval(look, 500);
  look();
  return () => {
    ended();
    clearInterval(timer);
  };
}
