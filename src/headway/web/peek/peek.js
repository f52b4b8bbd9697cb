// Shows an item beside the list that it stands in: its own page, put into a panel. The address says which: ?peek=PAY-41.

import { alongside, hasDraft } from "../shell/refresh.js";
import { say } from "../shell/say.js";
import { keys } from "../shell/shell.js";
import { offer } from "./opener.js";

/** @type {any} */
const htmx = window.htmx;
const ITEM = /^\/items\/([A-Za-z]\w*-\d+)$/;
const panel = /** @type {HTMLElement} */ (document.getElementById("peek"));
const body = /** @type {HTMLElement} */ (document.getElementById("peek-body"));
const narrow = matchMedia("(max-width: 52rem)");
/** What somebody has begun to write about an item and left. @type {Map<string, Node[]>} */
const begun = new Map();
let shown = "";

/** @param {Element | null | undefined} link @returns {string} the key of the item that it leads to */
function keyOf(link) {
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return "";
  return ITEM.exec(link.pathname)?.[1].toUpperCase() ?? "";
}

const rows = () => [...document.querySelectorAll("main a[data-row]")].filter((one) => one.checkVisibility() && keyOf(one));
const asked = () => new URL(location.href).searchParams.get("peek")?.toUpperCase() ?? "";

/** State in the address what is shown. @param {string} key @param {"pushState" | "replaceState"} how */
function state(key, how) {
  const url = new URL(location.href);
  if (key) url.searchParams.set("peek", key);
  else url.searchParams.delete("peek");
  history[how](how === "pushState" ? { peek: true } : history.state, "", url);
}

/** @param {string} key */
function open(key) {
  if (!key || key === shown) return;
  state(key, shown ? "replaceState" : "pushState");
  sync();
}

function close() {
  if (history.state?.peek) return history.back();
  state("", "replaceState");
  sync();
}

/** Show what the address says. */
function sync() {
  const key = asked();
  if (key === shown) return;
  leave();
  const was = shown;
  shown = /^[A-Z]\w*-\d+$/.test(key) ? key : "";
  panel.hidden = !shown;
  cover();
  mark();
  if (!shown) {
    document.dispatchEvent(new CustomEvent("headway:peek"));
    const row = rows().find((one) => keyOf(one) === was);
    if (row instanceof HTMLElement) row.focus();
    return;
  }
  panel.dataset.item = shown;
  panel.setAttribute("aria-label", shown);
  panel.querySelector("[data-peek-page]")?.setAttribute("href", `/items/${shown}`);
  body.replaceChildren(...(begun.get(shown) ?? []));
  body.scrollTop = 0;
  panel.focus({ preventScroll: true });
  bring();
}

/** Keep what was begun, until one comes back to it. */
function leave() {
  if (!shown) return;
  begun.delete(shown);
  if (hasDraft(body)) begun.set(shown, [...body.childNodes]);
  body.replaceChildren();
}

/** On a narrow screen the panel covers all, and what is beneath cannot be reached. */
function cover() {
  for (const one of document.querySelectorAll(".frame, body > .bar")) one.toggleAttribute("inert", Boolean(shown) && narrow.matches);
}

/** The row that is shown is to be seen in its list; buttons lead to those beside it. */
function mark() {
  const all = rows();
  for (const one of document.querySelectorAll("[data-peeked]")) one.removeAttribute("data-peeked");
  const at = all.findIndex((one) => keyOf(one) === shown);
  if (shown) all[at]?.setAttribute("data-peeked", "");
  for (const button of panel.querySelectorAll("[data-peek-step]")) {
    button.toggleAttribute("disabled", at < 0 || !all[at + Number(button.getAttribute("data-peek-step"))]);
  }
}

/** @param {number} by */
function step(by) {
  const all = rows();
  const at = all.findIndex((one) => keyOf(one) === shown);
  const next = at < 0 ? undefined : all[at + by];
  next?.scrollIntoView({ block: "nearest" });
  open(keyOf(next));
}

/** Fetch the item's page; what is there already is morphed, so that what is being typed stays. */
async function bring() {
  const key = shown;
  if (!key) return;
  if (asked() !== key) state(key, "replaceState");
  mark();
  try {
    const answer = await fetch(`/items/${key}`, { headers: { "HX-Request": "true" } });
    if (answer.status === 401) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.getElementById("main");
    if (!main || answer.status >= 500) throw new Error(`answered ${answer.status}`);
    await dress(page);
    if (key === shown) await put(main, key);
  } catch {
    if (key === shown && !body.firstElementChild) body.textContent = say("The server did not answer. Close this and try again.");
  }
}

/** @param {Element} main @param {string} key */
async function put(main, key) {
  apart(main);
  const swap = body.firstElementChild ? "innerMorph" : "innerHTML";
  await htmx.swap({ text: main.innerHTML, target: body, sourceElement: body, swap });
  panel.setAttribute("aria-label", `${key} ${body.querySelector("h1")?.textContent?.trim() ?? ""}`);
  document.dispatchEvent(new CustomEvent("headway:peek"));
}

/** An id that the list has already is another one here. @param {Element} main */
function apart(main) {
  for (const one of main.querySelectorAll("[id]")) {
    const there = document.getElementById(one.id);
    if (!there || panel.contains(there)) continue;
    for (const name of ["for", "aria-labelledby", "aria-describedby"]) {
      for (const other of main.querySelectorAll(`[${name}="${CSS.escape(one.id)}"]`)) other.setAttribute(name, `peek-${one.id}`);
    }
    one.id = `peek-${one.id}`;
  }
}

/** Get the styles and the islands of an item's page, where this page has none of them yet. @param {Document} page */
async function dress(page) {
  const known = new Set([...document.styleSheets].map((one) => one.href));
  const sheets = /** @type {HTMLLinkElement[]} */ ([...page.querySelectorAll("link[rel=stylesheet]")]);
  const missing = sheets.filter((one) => !known.has(one.href));
  await Promise.all(missing.map((one) => new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.addEventListener("load", done, { once: true });
    link.addEventListener("error", done, { once: true });
    link.href = one.href;
    document.head.append(link);
  })));
  const islands = /** @type {HTMLScriptElement[]} */ ([...page.querySelectorAll("script[type=module]")]);
  await Promise.all(islands.map((one) => import(one.src)));
}

/** The row that is meant: the one with the focus, else the one beneath the pointer. */
function meant() {
  const here = document.activeElement;
  const own = here?.closest("main") ? here.closest("a[data-row]") ?? here.closest("tr, li")?.querySelector("a[data-row]") : null;
  return keyOf(own) || keyOf(offer.row);
}

/** @param {KeyboardEvent} event @returns {boolean} whether Escape is for something that lies above the panel */
function elsewhere(event) {
  const typing = event.target instanceof Element && event.target.matches("input, textarea, select");
  return typing || Boolean(document.querySelector("dialog[open], details[data-menu][open], :popover-open"));
}

if (!document.querySelector("main .item")) {
  const { j, k } = keys;
  keys.p = () => (meant() && meant() !== shown ? open(meant()) : shown && close());
  keys.j = () => (panel.contains(document.activeElement) ? step(1) : j());
  keys.k = () => (panel.contains(document.activeElement) ? step(-1) : k());

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown || event.defaultPrevented || elsewhere(event)) return;
    event.preventDefault();
    close();
  }, true);

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const key = event.altKey ? keyOf(target?.closest("a")) : target?.closest("#peek-open") ? keyOf(offer.row) : "";
    if (key) {
      event.preventDefault();
      event.stopPropagation();
      open(key);
    }
    const button = target?.closest("[data-peek-step]");
    if (button) step(Number(button.getAttribute("data-peek-step")));
    if (target?.closest("[data-peek-close]")) close();
  }, true);

  window.addEventListener("popstate", sync);
  narrow.addEventListener("change", cover);
  alongside.add(bring);
  sync();
}
