// Bars by mouse, pen and finger: the middle moves, the ends stretch, the knob behind a bar links it to another.

import { hold } from "../shell/ahead.js";
import { place, settle, tie } from "./acts.js";
import { barAt, dayAt, grid, may, movable, moved, pixels, placeOf, put, said, scroller, shifted, words } from "./bars.js";

/** @typedef {import("./bars.js").Part} Part */
/** @typedef {{pointer: number, x: number, y: number, began: boolean, scrolled: number, begin: () => void, move: (event: PointerEvent) => void, end: (event: PointerEvent | null) => void}} Drag */

const ENOUGH = 4;
const EDGE = 8;
/** @type {Drag | null} */
let drag = null;
let clicked = false;

/** What of a bar is under the pointer. @param {HTMLElement} bar @param {number} x @returns {Part | "link"} */
function partAt(bar, x) {
  const { left, right, width } = bar.getBoundingClientRect();
  const point = bar.classList.contains("point");
  if (x > right - (point ? 2 : 0)) return "link";
  if (point || width < 3 * EDGE) return "move";
  return x < left + EDGE ? "start" : x > right - EDGE ? "due" : "move";
}

document.addEventListener("pointerdown", (event) => {
  clicked = false;
  if (event.button !== 0 || !may() || drag) return;
  const bar = barAt(event.target);
  const loose = event.target instanceof Element ? event.target.closest("[data-loose]") : null;
  const { pointerId: pointer, clientX: x, clientY: y } = event;
  const base = { pointer, x, y, began: false, scrolled: scroller()?.scrollLeft ?? 0 };
  if (bar && movable(bar) && (event.pointerType !== "touch" || bar.classList.contains("chosen"))) {
    const part = partAt(bar, x);
    drag = { ...base, ...(part === "link" ? linking(bar) : carrying(bar, part)) };
  } else if (loose instanceof HTMLElement && event.pointerType !== "touch" && grid()) drag = { ...base, ...placing(loose) };
});

document.addEventListener("pointermove", (event) => {
  const bar = drag ? null : barAt(event.target);
  if (bar && event.pointerType === "mouse" && movable(bar)) {
    bar.classList.toggle("stretch", ["start", "due"].includes(partAt(bar, event.clientX)));
  }
  if (!drag || event.pointerId !== drag.pointer) return;
  if (!drag.began) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < ENOUGH) return;
    drag.began = true;
    hold(1);
    drag.begin();
  }
  event.preventDefault();
  along(event.clientX);
  drag.move(event);
});

/** Days beyond the edge come into sight. @param {number} x */
function along(x) {
  const view = scroller();
  const { left, right } = view?.getBoundingClientRect() ?? { left: 0, right: 0 };
  const side = view?.querySelector(".tl-side")?.getBoundingClientRect().right ?? left;
  if (x > right - 12) view?.scrollBy(16, 0);
  else if (x < side + 4 && x > left) view?.scrollBy(-16, 0);
}

/** @param {PointerEvent | null} event where it ends; nothing takes it back */
function finish(event) {
  const one = drag;
  drag = null;
  if (!one?.began) return;
  clicked = true;
  one.end(event);
  hold(-1);
}

document.addEventListener("pointerup", (event) => drag?.pointer === event.pointerId && finish(event));
document.addEventListener("pointercancel", (event) => drag?.pointer === event.pointerId && finish(null));
document.addEventListener("keydown", (event) => event.key === "Escape" && finish(null));

// What was dragged is not followed as a link.
document.addEventListener(
  "click",
  (event) => {
    if (!clicked) return;
    clicked = false;
    if (event.target instanceof Element && event.target.closest(".tl")) event.preventDefault();
  },
  true,
);
document.addEventListener("dragstart", (event) => {
  if (event.target instanceof Element && event.target.closest(".tl-grid, [data-loose]")) event.preventDefault();
});

/** How many days the pointer has gone. @param {PointerEvent} event */
function days(event) {
  const gone = event.clientX - (drag?.x ?? 0) + (scroller()?.scrollLeft ?? 0) - (drag?.scrolled ?? 0);
  return Math.round(gone / pixels());
}

/** @param {HTMLElement} bar @param {Part} part */
function carrying(bar, part) {
  const from = placeOf(bar);
  let to = from;
  return {
    begin: () => bar.classList.add("moving"),
    move: (/** @type {PointerEvent} */ event) => {
      to = moved(from, part, days(event));
      put(bar, to);
      tell(event, said(to));
    },
    end: (/** @type {PointerEvent | null} */ event) => {
      bar.classList.remove("moving");
      tell(null, "");
      if (event) settle(bar, from, to);
      else put(bar, from);
    },
  };
}

/** @param {HTMLElement} bar */
function linking(bar) {
  const rubber = document.createElement("i");
  rubber.className = "tl-rubber";
  /** @type {HTMLElement | null} */
  let target = null;
  const aim = (/** @type {HTMLElement | null} */ next) => {
    target?.classList.remove("target");
    target = next !== bar ? next : null;
    target?.classList.add("target");
  };
  return {
    begin: () => document.body.append(rubber),
    move: (/** @type {PointerEvent} */ event) => {
      const { right, top, height } = bar.getBoundingClientRect();
      const [dx, dy] = [event.clientX - right, event.clientY - top - height / 2];
      rubber.style.cssText = `left:${right}px;top:${top + height / 2}px;width:${Math.hypot(dx, dy)}px;rotate:${Math.atan2(dy, dx)}rad`;
      aim(barAt(document.elementFromPoint(event.clientX, event.clientY)));
      tell(event, target ? `${target.dataset.item} waits for ${bar.dataset.item}` : "to what waits for it …");
    },
    end: (/** @type {PointerEvent | null} */ event) => {
      const other = target;
      aim(null);
      rubber.remove();
      tell(null, "");
      if (event && other) tie(bar, other);
    },
  };
}

/** @param {HTMLElement} line work without dates */
function placing(line) {
  /** @type {Record<string, string>} */
  let dates = {};
  return {
    begin: () => line.setAttribute("aria-busy", "true"),
    move: (/** @type {PointerEvent} */ event) => {
      const day = under(event);
      const last = day && shifted(day, Number(line.dataset.days) - 1);
      dates = !day ? {} : line.classList.contains("point") ? { due: day } : { start: day, due: last };
      tell(event, day ? [...new Set([day, dates.due])].map(words).join(" – ") : "onto a day");
    },
    end: (/** @type {PointerEvent | null} */ event) => {
      line.removeAttribute("aria-busy");
      tell(null, "");
      if (event && dates.due) place(line, dates);
    },
  };
}

/** The day under the pointer, if it is over one. @param {PointerEvent} event */
function under(event) {
  const view = scroller()?.getBoundingClientRect();
  const lane = grid()?.querySelector(".tl-scale")?.getBoundingClientRect();
  const side = grid()?.querySelector(".tl-side")?.getBoundingClientRect().right ?? 0;
  if (!view || !lane || event.clientX < side || event.clientX > view.right) return "";
  if (event.clientY < view.top || event.clientY > view.bottom) return "";
  return dayAt(Math.floor((event.clientX - lane.left) / pixels()));
}

/** Words beside the pointer. @param {PointerEvent | null} event @param {string} text */
function tell(event, text) {
  const old = document.getElementById("tl-drop");
  if (!event) return old?.remove();
  const note = old ?? document.createElement("div");
  note.id = "tl-drop";
  note.className = "tl-drop";
  note.textContent = text;
  note.style.cssText = `left:${event.clientX + 14}px;top:${event.clientY + 16}px`;
  if (!old) document.body.append(note);
}
