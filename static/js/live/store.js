/** The page's one store of live boards; whoever imports it opens the page's one link. */

import { Mirror } from "./mirror.js";
import { Link } from "./socket.js";
import { watch } from "./staleness.js";

export const store = new Mirror();

const address = new URL("/live/", document.baseURI);
address.protocol = address.protocol.replace("http", "ws");
const link = new Link(address.href, store);
link.onState((state) => {
  store.state.dispatchEvent(new CustomEvent("link", { detail: { state } }));
});
link.start();
watch(store);

addEventListener("online", () => link.hurry());
addEventListener("pageshow", () => link.hurry());
addEventListener("focus", () => link.hurry());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    link.hurry();
  }
});
