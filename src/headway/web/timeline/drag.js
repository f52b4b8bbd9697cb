// What becomes of bars that are dragged: the middle moves, the ends stretch, the knob behind a bar links it to another.

import { drags } from "../shell/drag.js";
import { say } from "../shell/say.js";
import { place, settle, tie } from "./acts.js";
import { barAt, dayAt, grid, may, movable, moved, pixels, placeOf, put, said, scroller, shifted, words } from "./bars.js";

/** @typedef {import("../shell/drag.js").At} At */
/** @typedef {import("../shell/drag.js").Gesture} Gesture */
/** @typedef {import("./bars.js").Part} Part */

const EDGE = 8;
/** A finger needs more, and takes the ends of a chosen bar outside of it (bars.css). */
const BESIDE = 14;

/** What of a bar is under the pointer. @param {HTMLElement} bar @param {number} x @param {boolean} touched @returns {Part | "link"} */
function partAt(bar, x, touched) {
  const { left, right, width } = bar.getBoundingClientRect();
  const point = bar.classList.contains("point");
  const beyond = touched && !point ? BESIDE : 0;
  if (x > right + beyond - (point ? 2 : 0)) return "link";
  const edge = touched ? 2 : EDGE;
  if (point || (!touched && width < 3 * EDGE)) return "move";
  return x < left + edge ? "start" : x > right - edge ? "due" : "move";
}

drags((target, event) => {
  const bar = may() ? barAt(target) : null;
  const touched = event.pointerType !== "mouse";
  if (bar && movable(bar)) {
    const soon = touched && bar.classList.contains("chosen");
    const part = touched && !soon ? "move" : partAt(bar, event.clientX, touched);
    return { soon, ...(part === "link" ? linking(bar) : carrying(bar, part, event.clientX)) };
  }
  const loose = may() && grid() ? target.closest("[data-loose]") : null;
  return loose instanceof HTMLElement ? placing(loose) : null;
});

document.addEventListener("pointermove", (event) => {
  const bar = event.pointerType === "mouse" && !event.buttons ? barAt(event.target) : null;
  if (bar && movable(bar)) bar.classList.toggle("stretch", ["start", "due"].includes(partAt(bar, event.clientX, false)));
});

/** @param {HTMLElement} bar @param {Part} part @param {number} x where it was taken @returns {Gesture} */
function carrying(bar, part, x) {
  const from = placeOf(bar);
  const scrolled = scroller()?.scrollLeft ?? 0;
  let to = from;
  return {
    axis: "x",
    begin: () => {
      bar.focus({ preventScroll: true });
      bar.classList.add("moving");
    },
    move: (at) => {
      const gone = at.x - x + (scroller()?.scrollLeft ?? 0) - scrolled;
      to = moved(from, part, Math.round(gone / pixels()));
      put(bar, to);
      return said(to);
    },
    end: (dropped) => {
      bar.classList.remove("moving");
      if (dropped) settle(bar, from, to);
      else put(bar, from);
    },
  };
}

/** @param {HTMLElement} bar @returns {Gesture} */
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
    move: ({ x, y, under }) => {
      const { right, top, height } = bar.getBoundingClientRect();
      const [dx, dy] = [x - right, y - top - height / 2];
      rubber.style.cssText = `left:${right}px;top:${top + height / 2}px;width:${Math.hypot(dx, dy)}px;rotate:${Math.atan2(dy, dx)}rad`;
      aim(barAt(under));
      return target ? say("%(later)s waits for %(earlier)s", { later: target.dataset.item ?? "", earlier: bar.dataset.item ?? "" }) : say("to what waits for it …");
    },
    end: (dropped) => {
      const other = target;
      aim(null);
      rubber.remove();
      if (dropped && other) tie(bar, other);
    },
  };
}

/** @param {HTMLElement} line work without dates @returns {Gesture} */
function placing(line) {
  /** @type {Record<string, string>} */
  let dates = {};
  return {
    begin: () => line.setAttribute("aria-busy", "true"),
    move: (at) => {
      const day = under(at);
      const last = day && shifted(day, Number(line.dataset.days) - 1);
      dates = !day ? {} : line.classList.contains("point") ? { due: day } : { start: day, due: last };
      return day ? [...new Set([day, dates.due])].map(words).join(" – ") : say("onto a day");
    },
    end: (dropped) => {
      line.removeAttribute("aria-busy");
      if (dropped && dates.due) place(line, dates);
    },
  };
}

/** The day under the pointer, if it is over one. @param {At} at */
function under({ x, y }) {
  const view = scroller()?.getBoundingClientRect();
  const lane = grid()?.querySelector(".tl-scale")?.getBoundingClientRect();
  const side = grid()?.querySelector(".tl-side")?.getBoundingClientRect().right ?? 0;
  if (!view || !lane || x < side || x > view.right) return "";
  if (y < view.top || y > view.bottom) return "";
  return dayAt(Math.floor((x - lane.left) / pixels()));
}
