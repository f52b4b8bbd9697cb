// The timeline: bars by keys, what is chosen, zoom and folding without leaving the page. drag.js has the pointer.

import { hold } from "../shell/ahead.js";
import { refresh } from "../shell/refresh.js";
import { settle } from "./acts.js";
import { barAt, grid, may, movable, moved, pixels, placeOf, put, said, scroller } from "./bars.js";
import "./drag.js";
import "./rest.js";

/** @typedef {import("./bars.js").Place} Place */

const PATIENCE = 700;
let chosen = "";

/** Say of a bar what can be done with it. @param {HTMLElement} bar */
function choose(bar) {
  for (const one of document.querySelectorAll(".tl-bar.chosen")) if (one !== bar) one.classList.remove("chosen");
  bar.classList.add("chosen");
  chosen = bar.dataset.item ?? "";
  const strip = document.getElementById("tl-chosen");
  const words = strip?.querySelector(".tl-said");
  const acts = strip?.querySelector(".tl-acts");
  if (!strip || !words || !acts) return;
  strip.setAttribute("hx-morph-skip", "");
  words.textContent = `${bar.getAttribute("aria-label")}`;
  acts.removeAttribute("hidden");
  acts.querySelector("[data-open]")?.setAttribute("href", `/items/${chosen}`);
  acts.querySelector("[data-dates]")?.setAttribute("href", `/act/item.update?key=${chosen}&only=start,due`);
  acts.querySelector("[data-link]")?.setAttribute("href", `/act/relation.add?source=${chosen}&type=depends-on`);
}

document.addEventListener("focusin", (event) => {
  const bar = barAt(event.target);
  if (bar) choose(bar);
});

/** Whether the bar under a finger was chosen before it came down. */
let before = false;
document.addEventListener("pointerdown", (event) => (before = barAt(event.target)?.classList.contains("chosen") ?? false), true);

// A finger chooses first, and opens what is chosen; it drags by resting, and what is chosen at once.
document.addEventListener("click", (event) => {
  const bar = barAt(event.target);
  if (!bar || before || !may() || !(event instanceof PointerEvent) || event.pointerType !== "touch") return;
  event.preventDefault();
  bar.focus();
  choose(bar);
});

/** What keys have moved, and nobody has told the server yet. @type {{bar: HTMLElement, from: Place} | null} */
let nudged = null;
let timer = 0;

/** @param {HTMLElement} bar @param {number} by @param {boolean} stretch */
function nudge(bar, by, stretch) {
  if (nudged?.bar !== bar) flush();
  if (!nudged) {
    nudged = { bar, from: placeOf(bar) };
    hold(1);
  }
  put(bar, moved(placeOf(bar), stretch ? "due" : "move", by));
  const words = document.querySelector("#tl-chosen .tl-said");
  if (words) words.textContent = `${bar.dataset.item}: ${said(placeOf(bar))}`;
  clearTimeout(timer);
  timer = window.setTimeout(flush, PATIENCE);
}

function flush() {
  clearTimeout(timer);
  const one = nudged;
  nudged = null;
  if (!one) return;
  settle(one.bar, one.from, placeOf(one.bar));
  hold(-1);
}

document.addEventListener("focusout", flush);
window.addEventListener("pagehide", flush);

document.addEventListener("keydown", (event) => {
  const bar = barAt(event.target);
  if (!bar || event.ctrlKey || event.metaKey || event.altKey) return;
  const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (across && movable(bar)) {
    event.preventDefault();
    if (!event.shiftKey || !bar.classList.contains("point")) nudge(bar, across, event.shiftKey);
  } else if (down) {
    event.preventDefault();
    const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".tl-bar")]);
    const next = all[all.indexOf(bar) + down];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (event.key === "Escape" && nudged) {
    put(bar, nudged.from);
    flush();
  } else flush();
});

/** The day in the middle of what is seen. */
function middle() {
  const view = scroller();
  return view && grid() ? (view.scrollLeft + view.clientWidth / 2) / pixels() + Date.parse(grid()?.dataset.first ?? "") / 86_400_000 : null;
}

/** Bring a day to the middle, or another place from 0 to 1. @param {number | null} day counted from 1970 @param {number} [where] */
function centre(day, where = 0.5) {
  const view = scroller();
  if (!view || day === null) return;
  view.scrollLeft = (day - Date.parse(grid()?.dataset.first ?? "") / 86_400_000) * pixels() - view.clientWidth * where;
}

function now() {
  const at = grid()?.style.getPropertyValue("--today");
  if (at) centre(Number(at) + Date.parse(grid()?.dataset.first ?? "") / 86_400_000, 0.35);
}

/** Show another address of this page where one is. @param {string} href @param {string} [pixels] a day's, where known: at once */
async function go(href, pixels) {
  const day = middle();
  if (pixels) grid()?.style.setProperty("--day", `${pixels}px`);
  centre(day);
  history.pushState(null, "", href);
  await refresh();
  if (new URL(location.href).searchParams.has("at")) now();
  else centre(day);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-now]")) now();
  // On an empty stretch of a line, its bar comes into sight.
  if (target?.matches(".tl-lane")) target.querySelector(".tl-bar")?.scrollIntoView({ block: "nearest", inline: "center" });
  const link = target?.closest("a[data-soft]");
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href, link.dataset.pixels);
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLSelectElement) || !field.closest("[data-baseline]")) return;
  const url = new URL(location.href);
  url.searchParams.set("baseline", field.value);
  if (!field.value) url.searchParams.delete("baseline");
  go(url.href);
});

window.addEventListener("popstate", () => refresh());

// What was chosen stays so when the page is brought up to date.
document.addEventListener("htmx:after:swap", () => {
  const bar = chosen && document.getElementById(`bar-${chosen}`);
  if (bar) choose(bar);
});

/** Lines above the one at which reading begins, so that what was done last is seen, too. */
const CONTEXT = 2;

/** Begin at the first open work: what is done is above. */
function begin() {
  const line = Number(grid()?.dataset.begin ?? 0) - CONTEXT;
  const row = grid()?.querySelector(".tl-phase");
  const view = scroller();
  if (view && row instanceof HTMLElement && line > 0) view.scrollTop = line * row.offsetHeight;
}

begin();
now();
