// Opening what a line is about reads the line.

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-reads]") : null;
  const form = link?.closest(".unread")?.querySelector("form");
  if (!(form instanceof HTMLFormElement)) return;
  // The page is left meanwhile: the request must outlive it.
  const headers = { "HX-Request": "true" };
  fetch(form.action, { method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form))), headers, keepalive: true });
});
