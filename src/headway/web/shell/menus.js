// Menus by keys: arrows lead through what stands in one, Escape closes it, and one that the focus has left is closed.

const ENTRIES = "a[href], button, summary, select, textarea, input:not([type=hidden])";
const TYPED = "select, textarea, input:not([type=checkbox], [type=radio])";

/** @param {Element | null} menu @returns {HTMLElement[]} what stands in it and can be seen */
function entries(menu) {
  const all = /** @type {HTMLElement[]} */ ([...(menu?.querySelectorAll(ENTRIES) ?? [])]);
  return all.filter((one) => one.parentElement !== menu && one.checkVisibility());
}

/** Close a menu; the focus goes back to what opened it, where it was within. @param {Element | null} menu */
export function shut(menu) {
  if (!menu) return;
  const summary = menu.querySelector("summary");
  if (menu.contains(document.activeElement)) summary?.focus();
  menu.removeAttribute("open");
}

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const menu = target?.closest("details[data-menu]") ?? null;
  if (!target || !menu || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if ((!step && event.key !== "Home" && event.key !== "End") || target.matches(TYPED)) return;
  const within = target.closest("summary")?.parentElement !== menu;
  if (!within && !step) return;
  event.preventDefault();
  menu.setAttribute("open", "");
  const all = entries(menu);
  const at = all.indexOf(/** @type {HTMLElement} */ (target));
  const next = step ? (at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length) : event.key === "Home" ? 0 : all.length - 1;
  all[next]?.focus();
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const menu = target instanceof Element ? target.closest("details[data-menu][open]") : null;
  if (menu && relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.removeAttribute("open");
});
