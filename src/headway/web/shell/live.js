// Listens for what colleagues change. One tab of a workspace holds the stream and tells the others.

import { later } from "./refresh.js";
import { locale, say } from "./say.js";

const workspace = document.body.dataset.workspace ?? "";
const name = `headway-live-${workspace}`;
const channel = new BroadcastChannel(name);
const PATIENCE = 3000;
/** When a page from this device's own store was true. @type {string | undefined} */
const kept = document.documentElement.dataset.kept;

/** @param {"change" | "up" | "down"} word */
function heard(word) {
  if (word === "change") return later();
  document.documentElement.dataset.live = word;
  show(word === "down");
}

/** @param {"change" | "up" | "down"} word */
function tell(word) {
  channel.postMessage(word);
  heard(word);
}

channel.addEventListener("message", (event) => heard(event.data));

/** Show or hide the words that the page may be out of date. @param {boolean} down */
function show(down) {
  let notice = document.getElementById("offline");
  if (!down) return notice?.remove();
  if (notice) return;
  notice = document.createElement("div");
  notice.id = "offline";
  notice.className = "offline";
  notice.setAttribute("role", "status");
  notice.textContent = kept
    ? say("You are offline. This is the page of %(moment)s: to be read, not to be changed.", { moment: new Date(kept).toLocaleString(locale) })
    : say("Not connected. Trying again …");
  document.body.append(notice);
}

if (kept) show(true);

let lost = false;

function listen() {
  const source = new EventSource(`/live?workspace=${encodeURIComponent(workspace)}`);
  let timer = 0;
  source.addEventListener("change", () => tell("change"));
  source.addEventListener("open", () => {
    clearTimeout(timer);
    if (kept) return location.reload();
    if (lost) tell("change");
    lost = false;
    tell("up");
  });
  source.addEventListener("error", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => tell("down"), PATIENCE);
    lost = true;
    if (source.readyState === EventSource.CLOSED) window.setTimeout(listen, PATIENCE * 2);
  });
  addEventListener("pagehide", () => source.close(), { once: true });
}

// Browsers open six connections to a house at most; a stream in each tab would use them up.
if (navigator.locks) {
  navigator.locks.request(name, { ifAvailable: true }, (lock) => {
    if (lock) return lead();
    navigator.locks.request(name, () => {
      later();
      return lead();
    });
    return undefined;
  });
} else listen();

function lead() {
  listen();
  return new Promise(() => {});
}
