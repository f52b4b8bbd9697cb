// The frame's behaviour: the dialog, toasts, menus and keys. Everything works without it, by plain links and forms.

import { shut } from "./menus.js";
import { hasDraft, refresh } from "./refresh.js";
import { say, sayAs } from "./say.js";
import { remember, send, undoable } from "./send.js";

/** @type {any} */
const htmx = window.htmx;
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("dialog"));
const help = /** @type {HTMLDialogElement} */ (document.getElementById("help"));
const body = /** @type {HTMLElement} */ (document.getElementById("dialog-body"));
/** What is filled in first, where a form does not say. */
const FIELDS = "select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])";
let shown = "";

/** Show the form at an address in the dialog; one that was begun there is taken up again. @param {string} href */
async function open(href) {
  if (href !== shown || !hasDraft(body)) {
    body.replaceChildren();
    await htmx.ajax("GET", href, { target: body, select: "#act", swap: "innerHTML" });
    if (!body.firstElementChild) return location.assign(href);
    shown = href;
  }
  present();
}

function present() {
  const title = /** @type {HTMLElement | null} */ (body.firstElementChild)?.dataset.title;
  /** @type {HTMLElement} */ (document.getElementById("dialog-title")).textContent = title ?? "";
  if (!dialog.open) dialog.showModal();
  const wanted = ["[aria-invalid=true]", "[autofocus]", FIELDS];
  const field = wanted.map((one) => body.querySelector(one)).find((one) => one instanceof HTMLElement && one.checkVisibility());
  if (field instanceof HTMLElement) field.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-dialog]") : null;
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    shut(link.closest("details[data-menu]"));
    const nav = document.getElementById("nav");
    if (nav?.matches(":popover-open")) nav.hidePopover();
    open(/** @type {HTMLAnchorElement} */ (link).getAttribute("href") ?? "");
  }
});

// A command was refused: the server sends its form with the reason, and it belongs into the dialog.
document.addEventListener("htmx:after:swap", (event) => {
  const ctx = /** @type {CustomEvent} */ (event).detail.ctx;
  if (ctx?.response?.status >= 400 && body.firstElementChild) {
    shown = "";
    present();
  }
});

// A command was done.
document.addEventListener("headway:done", (event) => {
  const { message, href, go, undo: seq } = /** @type {CustomEvent} */ (event).detail;
  remember(seq);
  if (event.target instanceof HTMLFormElement && event.target.closest("main, #peek")) renew(event.target);
  if (dialog.open) dialog.close();
  body.replaceChildren();
  shown = "";
  if (go) return location.assign(go);
  if (message) toast(message, href, seq ? undo : undefined);
  refresh();
});

// What the page waited for is known.
document.addEventListener("headway:known", () => refresh());

/** Empty a form for its next use: what comes next is another request. @param {HTMLFormElement} form */
function renew(form) {
  form.reset();
  const key = form.elements.namedItem("idempotency");
  if (key instanceof HTMLInputElement) key.value = crypto.getRandomValues(new Uint32Array(4)).join("");
}

document.addEventListener("htmx:error", () => {
  // Of a page from this device's own store it has been said already.
  if (!document.documentElement.dataset.kept) toast(say("The server did not answer. Nothing was lost; try again."));
});

/** Take back what was done last on this page: an act, or several that belong together. */
export async function undo() {
  if (!undoable.length) return toast(say("There is nothing to undo here."));
  let why = "";
  for (const [n, seq] of undoable.toReversed().entries()) why ||= await send("act.undo", { seq: String(seq) }, n > 0);
  toast(why ? say("Not undone: %(why)s", { why }) : say("Undone"), undefined, why ? undefined : undo);
  await refresh();
}

/** @param {string} words @param {string} [href] @param {() => unknown} [back] what takes back what the words tell */
export function toast(words, href, back) {
  const line = document.createElement("div");
  line.className = "toast";
  line.append(words);
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = sayAs("verb", "Open");
    line.append(link);
  }
  if (back) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("Undo");
    button.addEventListener("click", () => (line.remove(), back()));
    line.append(button);
  }
  document.getElementById("toasts")?.append(line);
  window.setTimeout(() => line.remove(), 6000);
}

for (const one of [dialog, help]) {
  one?.addEventListener("click", (event) => {
    if (event.target === one) one.close();
  });
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("[data-help]")) help.showModal();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(target) || target.closest("[data-help]")) menu.removeAttribute("open");
  }
});

/** @param {number} step */
function move(step) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
  const here = document.activeElement ?? document.body;
  const at = rows.indexOf(/** @type {HTMLElement} */ (here));
  // Beside a row, on its box or button, the next is the next from there.
  const before = rows.filter((row) => here.closest("main") && row.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING).length;
  const to = at < 0 ? (step > 0 ? before : (before || rows.length) - 1) : at + step;
  const next = Math.min(rows.length - 1, Math.max(0, to));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}

/** Do what an element with this key is for: type into fields, follow the rest. @param {string} selector */
function use(selector) {
  // What lies above the page comes first.
  const all = [...document.querySelectorAll(`#peek ${selector}`), ...document.querySelectorAll(selector)];
  const found = all.find((one) => one instanceof HTMLElement && one.checkVisibility());
  if (!(found instanceof HTMLElement)) return false;
  if (found.matches("input, textarea, select")) found.focus();
  else found.click();
  return true;
}

/** Edit the item of the row that has the focus. */
function edit() {
  const row = document.activeElement;
  if (!(row instanceof HTMLAnchorElement && row.matches('[data-row][href^="/items/"]'))) return false;
  open(`/act/item.update?key=${encodeURIComponent(row.pathname.split("/")[2])}`);
  return true;
}

let going = -Infinity;

/** What plain keys do; what lies above the page may take some over. @type {Record<string, () => unknown>} */
export const keys = {
  c: () => document.querySelector("[data-create]") && open(document.querySelector("[data-create]")?.getAttribute("href") ?? ""),
  "/": () => use("[data-query]") || location.assign("/search"),
  "?": () => help.showModal(),
  j: () => move(1),
  k: () => move(-1),
  z: undo,
  g: () => (going = performance.now()),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    const palette = document.querySelector("a[data-palette]");
    if (palette instanceof HTMLElement) palette.click();
    return;
  }
  const target = /** @type {Element} */ (event.target);
  if (event.key === "Escape") {
    const menu = document.querySelector("details[data-menu][open]");
    // What lies further below stays as it is.
    if (menu) event.preventDefault();
    menu?.removeAttribute("open");
    menu?.querySelector("summary")?.focus();
    if (!dialog.open && target.matches(":is(main, #peek) :is(input, textarea)")) /** @type {HTMLElement} */ (target).blur();
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && target.matches("textarea, #dialog :is(input, select)")) {
    event.preventDefault();
    /** @type {HTMLInputElement} */ (target).form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
  if (target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const gone = performance.now() - going < 1500;
  going = -Infinity;
  const place = gone && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
  if (place instanceof HTMLAnchorElement) {
    event.preventDefault();
    location.assign(place.href);
  } else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  } else if (use(`[data-key="${CSS.escape(event.key)}"]`) || (event.key === "e" && edit())) event.preventDefault();
});
