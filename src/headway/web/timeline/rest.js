// The lines of a long timeline come in parts (drawing.py): what is near at once, then the others, one after the other, so that
// the page can be searched and printed. A part that has changed meanwhile comes anew when it is near.

import { grid, scroller } from "./bars.js";

/** Milliseconds between parts that nobody waits for, and after one that could not be had. */
const PAUSE = 60;
const PATIENCE = 5000;

/** What was put into an element: its mark, and the first day, after which bars are placed. @type {WeakMap<Element, string>} */
const filled = new WeakMap();
/** @type {Set<Element>} */
const near = new Set();
let running = false;
let timer = 0;

const eye = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) isIntersecting ? near.add(target) : near.delete(target);
    next();
  },
  { root: scroller(), rootMargin: "1500px 0px" },
);

const all = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".tl-grid [data-part]")]);

/** @param {HTMLElement} one */
const state = (one) => `${one.dataset.mark} ${grid()?.dataset.first}`;

/** @returns {string | undefined} the part to fetch next */
function wanted() {
  const parts = all();
  const seen = parts.find((one) => near.has(one) && filled.get(one) !== state(one));
  return (seen ?? parts.find((one) => !filled.has(one)))?.dataset.part;
}

function next() {
  clearTimeout(timer);
  const part = running ? undefined : wanted();
  if (part === undefined) return;
  running = true;
  fetched(part)
    .catch(() => false)
    .then((had) => {
      running = false;
      const waited = all().some((one) => near.has(one) && filled.get(one) !== state(one));
      timer = window.setTimeout(next, had ? (waited ? 0 : PAUSE) : PATIENCE);
    });
}

/** @param {string} part @returns {Promise<boolean>} whether it was had */
async function fetched(part) {
  const here = location.href;
  const url = new URL(here);
  url.searchParams.set("part", part);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  if (answer.status !== 200 || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Shown elsewhere meanwhile, or held by somebody's hand.
  if (location.href !== here || document.querySelector("#timeline[hx-morph-skip]")) return location.href !== here;
  for (const fresh of page.querySelectorAll("[data-part]")) fill(/** @type {HTMLElement} */ (fresh));
  return true;
}

/** @param {HTMLElement} fresh */
function fill(fresh) {
  const one = document.getElementById(fresh.id);
  if (!one || one.dataset.part !== fresh.dataset.part) return;
  const focus = one.contains(document.activeElement) ? document.activeElement?.id : "";
  one.replaceChildren(...fresh.childNodes);
  one.dataset.mark = fresh.dataset.mark;
  filled.set(one, state(one));
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
}

/** See which parts there are now. What lies by other days is better empty than wrong. */
function look() {
  const first = ` ${grid()?.dataset.first}`;
  for (const one of all()) {
    if (one.matches(".tl-block")) eye.observe(one);
    if (filled.has(one) && !filled.get(one)?.endsWith(first)) {
      one.replaceChildren();
      filled.delete(one);
    }
  }
  next();
}

document.addEventListener("htmx:after:swap", look);
look();
