// Selecting rows, and acting on all that are selected.

let last = -1;

/** @param {Element | undefined} pick @returns {HTMLElement | null | undefined} */
const rowOf = (pick) => pick?.closest("tr, .board-card")?.querySelector("[data-row]");
const bar = () => document.getElementById("bulk");
const picks = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-pick]")]);

function show() {
  const keys = picks().filter((one) => one.checked).map((one) => one.value);
  const here = bar();
  if (!here) return;
  // The bar goes, and the focus with it: back to the row that was ticked last.
  const within = !keys.length && here.contains(document.activeElement);
  here.hidden = keys.length === 0;
  if (within) rowOf(picks()[Math.max(0, last)])?.focus();
  /** @type {HTMLElement} */ (here.querySelector("[data-picked]")).textContent = String(keys.length);
  for (const link of here.querySelectorAll("a[data-bulk]")) {
    link.setAttribute("href", `${link.getAttribute("href")?.split("?")[0]}?keys=${keys.join(",")}`);
  }
  const all = document.querySelector("[data-pick-all]");
  if (all instanceof HTMLInputElement) {
    all.checked = keys.length > 0 && keys.length === picks().length;
    all.indeterminate = keys.length > 0 && !all.checked;
  }
}

/** @param {(one: HTMLInputElement) => boolean} wanted */
function pick(wanted) {
  for (const one of picks()) one.checked = wanted(one);
  show();
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target instanceof Element && target.closest("[data-unpick]")) pick(() => false);
  if (!(target instanceof HTMLInputElement)) return;
  if (target.matches("[data-pick-all]")) pick(() => target.checked);
  if (!target.matches("[data-pick]")) return;
  const rows = picks();
  const at = rows.indexOf(target);
  if (event.shiftKey && last >= 0) {
    for (const one of rows.slice(Math.min(at, last), Math.max(at, last) + 1)) one.checked = target.checked;
  }
  last = at;
  show();
});

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (event.key === "Escape" && !event.defaultPrevented && clears(target)) {
    event.preventDefault();
    return pick(() => false);
  }
  if (event.key.toLowerCase() !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = target.matches("[data-row]") ? target.closest("tr, .board-card")?.querySelector("[data-pick]") : null;
  if (box instanceof HTMLInputElement) {
    event.preventDefault();
    // With Shift all from the one before up to here, as by the mouse.
    box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
  }
});

/** Whether Escape takes the ticks off: nothing lies above the rows, and nobody is typing. @param {Element} target */
function clears(target) {
  const above = document.querySelector("dialog[open], :popover-open, details[data-menu][open], #peek:not([hidden])");
  return !above && !target.matches("input:not([type=checkbox]), textarea, select") && bar()?.hidden === false;
}

// What was done to the selected is done; they stay selected only while the form was left without saving.
document.addEventListener("headway:done", () => pick(() => false));
document.addEventListener("htmx:after:swap", show);
