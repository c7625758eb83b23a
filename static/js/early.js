// Runs before the first paint, so that a dark room never sees a white flash.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("cae.theme");
  } catch {
    // A browser that keeps nothing shows the system's theme.
  }
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
})();
