// Keeps the number of unread lines in the navigation. The inbox is written a moment after what it tells of.

import { later } from "../shell/refresh.js";

/** How long after a change the lines of the inbox are looked for: soon, and where the house is busy. */
const AFTER = [600, 3000];
/** @type {number[]} */
let timers = [];

/** @param {string} count */
function show(count) {
  for (const badge of document.querySelectorAll("[data-badge]")) {
    badge.textContent = count;
    badge.toggleAttribute("hidden", count === "0");
  }
}

async function look() {
  try {
    const answer = await fetch("/inbox/unread", { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const count = await answer.text();
    const before = document.querySelector("[data-badge]")?.textContent?.trim() ?? "";
    show(count);
    if (count !== before && location.pathname === "/inbox") later();
  } catch {
    // Without a connection the number stays as it is.
  }
}

function soon() {
  timers.forEach((one) => clearTimeout(one));
  timers = AFTER.map((after) => window.setTimeout(look, after));
}

new BroadcastChannel(`headway-live-${document.body.dataset.workspace ?? ""}`).addEventListener("message", (event) => {
  if (event.data === "change") soon();
});
document.addEventListener("headway:done", soon);
// Opened while lines are being written, it would miss them.
if (location.pathname === "/inbox") soon();
