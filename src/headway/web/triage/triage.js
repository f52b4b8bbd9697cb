// Keys of the queue: each presses its button on the issue that has the focus, or on the first.

let going = -Infinity;

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
  if (target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  // A key after g leads to another place.
  const gone = performance.now() - going < 1500;
  going = event.key === "g" ? performance.now() : -Infinity;
  if (gone) return;
  const row = target.closest("[data-triage]") ?? document.querySelector("[data-triage]");
  const button = row?.querySelector(`[data-triage-key="${CSS.escape(event.key)}"]`);
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.focus();
  button.click();
  if (button.matches("summary")) /** @type {HTMLElement | null} */ (button.parentElement?.querySelector(".entry"))?.focus();
});
