// What is shown before the server has it: told in order, and until the last is answered the page is not brought up to date.

import { refresh } from "./refresh.js";

let turn = Promise.resolve();
let held = 0;
/** How many acts upon an element the server has yet to answer. @type {WeakMap<Element, number>} */
const untold = new WeakMap();

/** Keep the part that is marked `data-ahead` as it is. @param {number} by */
export function hold(by) {
  held += by;
  for (const part of document.querySelectorAll("[data-ahead]")) part.toggleAttribute("hx-morph-skip", held > 0);
  return by < 0 && !held ? refresh() : undefined;
}

/** @param {Element} one @param {number} by */
function busy(one, by) {
  const acts = (untold.get(one) ?? 0) + by;
  untold.set(one, acts);
  if (acts > 0) one.setAttribute("aria-busy", "true");
  else one.removeAttribute("aria-busy");
}

/** Do something at the server once what came before is done. @param {Element[]} upon @param {() => Promise<unknown>} act */
export function later(upon, act) {
  for (const one of upon) busy(one, 1);
  hold(1);
  turn = turn.then(act).catch(reportError).then(() => {
    for (const one of upon) busy(one, -1);
    hold(-1);
  });
}

/** What elements were beside, so that they can be put back there. @param {Element[]} moved @returns {() => void} */
export function places(moved) {
  const were = moved.map((one) => ({ one, list: one.parentElement, next: one.nextElementSibling }));
  return () => {
    for (const { one, list, next } of were.toReversed()) list?.insertBefore(one, next?.parentElement === list ? next : null);
  };
}

// Leaving now would lose what has been done here and not been told to the server.
window.addEventListener("beforeunload", (event) => {
  if (held) event.preventDefault();
});
