// Opening what a line is about reads the line, and so does showing it beside the inbox.

import { refresh } from "../shell/refresh.js";

/** @param {Element | null} link */
async function read(link) {
  const form = link?.closest(".unread")?.querySelector("form");
  if (!(form instanceof HTMLFormElement)) return false;
  // The page may be left meanwhile: the request must outlive it.
  const headers = { "HX-Request": "true" };
  await fetch(form.action, { method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form))), headers, keepalive: true });
  return true;
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && !event.altKey) read(event.target.closest("a[data-reads]"));
});

document.addEventListener("headway:peek", async () => {
  if (await read(document.querySelector("[data-peeked][data-reads]"))) refresh();
});
