// A button at the end of the row beneath the mouse. One for all rows, so that lists stay as light as they are.

const button = /** @type {HTMLElement} */ (document.getElementById("peek-open"));
/** The row that it belongs to. @type {{row: Element | null}} */
export const offer = { row: null };

/** @param {Element | null} row */
function point(row) {
  offer.row = row;
  const room = row?.parentElement?.getBoundingClientRect();
  const line = row?.getClientRects()[0];
  button.hidden = !room || !line;
  if (!room || !line) return;
  const size = button.getBoundingClientRect();
  button.style.insetInlineStart = "auto";
  // Where a card has a box to tick at its end, the button lies before that.
  const end = row?.parentElement?.querySelector(":scope > [data-pick]")?.getBoundingClientRect().left ?? Math.min(room.right, innerWidth);
  button.style.left = `${end - size.width - 4}px`;
  button.style.top = `${line.top + (line.height - size.height) / 2}px`;
}

document.addEventListener("pointerover", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (event.pointerType !== "mouse" || target?.closest("#peek-open")) return;
  const near = target?.closest("main :is(tr, li, [data-row])");
  const row = near?.matches("[data-row]") ? near : near?.querySelector(":scope > * a[data-row], :scope > a[data-row]");
  const fits = row instanceof HTMLAnchorElement && row.pathname.startsWith("/items/") && !row.matches(".tl-bar");
  point(fits ? row : null);
});
document.addEventListener("scroll", () => point(null), { capture: true, passive: true });
document.addEventListener("pointerdown", (event) => event.target instanceof Element && !event.target.closest("#peek-open") && point(null));
document.addEventListener("htmx:after:swap", () => offer.row?.isConnected || point(null));
