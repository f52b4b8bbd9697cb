// Dragging by mouse, pen and finger alike. A mouse takes hold by moving; a finger by resting first, so that it still scrolls.

import { hold } from "./ahead.js";

/** @typedef {{x: number, y: number, under: Element | null}} At  where the pointer is, and over what */

/**
 * What becomes of something that is taken hold of. `move` may return words that are shown beside the pointer. `lift` goes
 * along beneath it as a picture, `axis` is the one way in which edges scroll, `soon` says that a finger need not rest first
 * (its element has `touch-action: none`). `end` is told whether it was let go or taken back.
 * @typedef {object} Gesture
 * @property {() => void} [begin]
 * @property {(at: At) => string | void} move
 * @property {(dropped: boolean) => void} end
 * @property {Element} [lift]
 * @property {"x" | "y"} [axis]
 * @property {boolean} [soon]
 */

/** @typedef {(target: Element, event: PointerEvent) => Gesture | null | undefined} Grip */

/** @typedef {{gesture: Gesture, pointer: number, rests: boolean, from: [number, number], x: number, y: number, began: boolean, timer: number, frame: number, picture: HTMLElement | null}} Held */

/** Milliseconds for which a finger rests; pixels by which it may tremble, and after which a mouse drags. */
const REST = 350;
const TREMBLE = 10;
const ENOUGH = 4;
/** How near an edge scrolls, and by how much in a frame at most. */
const EDGE = 40;
const PACE = 18;

/** @type {Grip[]} */
const grips = [];
/** @type {Held | null} */
let held = null;
/** Something was dragged: the click that comes with letting go is none. */
let clicked = false;

/** Let things be dragged: `grip` says of what lies under the pointer what would become of it, or nothing. @param {Grip} grip */
export function drags(grip) {
  grips.push(grip);
}

document.addEventListener("pointerdown", (event) => {
  clicked = false;
  if (held) return finish(false); // A second finger takes back.
  const target = event.target;
  if (event.button !== 0 || !(target instanceof Element) || target.closest("input, textarea, select, [contenteditable]")) return;
  for (const grip of grips) {
    const gesture = grip(target, event);
    if (gesture) return take(gesture, event);
  }
});

/** @param {Gesture} gesture @param {PointerEvent} event */
function take(gesture, event) {
  const { pointerId: pointer, pointerType: type, clientX: x, clientY: y } = event;
  const rests = type !== "mouse" && !gesture.soon;
  const timer = rests ? window.setTimeout(begin, REST) : 0;
  held = { gesture, pointer, rests, from: [x, y], x, y, began: false, timer, frame: 0, picture: null };
}

function begin() {
  if (!held) return;
  held.began = true;
  hold(1);
  try {
    // What is dragged may be moved in the page meanwhile, and would then hear of the pointer no more.
    document.documentElement.setPointerCapture(held.pointer);
  } catch {
    // The pointer has gone; what comes next says so.
  }
  document.documentElement.dataset.dragging = "";
  if (held.rests) navigator.vibrate?.(12);
  held.picture = held.gesture.lift ? pictured(held.gesture.lift) : null;
  held.gesture.begin?.();
  step();
  held.frame = requestAnimationFrame(roll);
}

document.addEventListener("pointermove", (event) => {
  if (event.pointerId !== held?.pointer) return;
  const gone = Math.hypot(event.clientX - held.from[0], event.clientY - held.from[1]);
  if (!held.began && held.rests) {
    if (gone > TREMBLE) finish(false); // It scrolls.
    return;
  }
  [held.x, held.y] = [event.clientX, event.clientY];
  if (!held.began && gone < ENOUGH) return;
  event.preventDefault();
  if (held.began) step();
  else begin();
});

/** Tell the gesture where the pointer is. */
function step() {
  if (!held) return;
  const { x, y, gesture, picture } = held;
  const words = gesture.move({ x, y, under: within(x, y) });
  if (typeof words === "string") note(x, y, words);
  if (picture) picture.style.translate = `${x}px ${y}px`;
}

/** What lies there; beyond the edge of the window what lies at it. @param {number} x @param {number} y */
function within(x, y) {
  const [across, down] = [Math.max(0, Math.min(innerWidth - 1, x)), Math.max(0, Math.min(innerHeight - 1, y))];
  return document.elementFromPoint(across, down);
}

/** A picture of what is dragged, which goes along. @param {Element} one */
function pictured(one) {
  const copy = /** @type {HTMLElement} */ (one.cloneNode(true));
  for (const part of [copy, ...copy.querySelectorAll("[id]")]) part.removeAttribute("id");
  const { left, top, width } = one.getBoundingClientRect();
  copy.classList.add("drag-picture");
  copy.inert = true;
  copy.setAttribute("aria-hidden", "true");
  const [x, y] = held?.from ?? [0, 0];
  Object.assign(copy.style, { left: `${left - x}px`, top: `${top - y}px`, width: `${width}px` });
  document.body.append(copy);
  return copy;
}

/** Words beside the pointer. @param {number} x @param {number} y @param {string} words */
function note(x, y, words) {
  const one = document.getElementById("drag-note") ?? document.createElement("div");
  Object.assign(one, { id: "drag-note", className: "drag-note", textContent: words });
  if (!one.isConnected) document.body.append(one);
  const { width, height } = one.getBoundingClientRect();
  // A finger hides what is below it.
  const below = held?.rests || held?.gesture.soon ? -height - 28 : 16;
  one.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 4))}px`;
  one.style.top = `${Math.max(4, Math.min(y + below, innerHeight - height - 4))}px`;
}

/** Frame by frame: what lies beyond an edge comes into sight while the pointer is near it. */
function roll() {
  if (!held?.began) return;
  const { x, y, from, gesture } = held;
  let [across, down] = [gesture.axis !== "y", gesture.axis !== "x"];
  let rolled = false;
  for (let one = within(x, y); one && (across || down); one = one.parentElement) {
    const seen = sight(one);
    if (!seen) continue;
    const [left, top] = [one.scrollLeft, one.scrollTop];
    const by = { left: across ? pace(x, from[0], seen.left, seen.right) : 0, top: down ? pace(y, from[1], seen.top, seen.bottom) : 0 };
    if (by.left || by.top) one.scrollBy({ ...by, behavior: "instant" });
    // What an inner one could not do is the outer's to do.
    across &&= one.scrollLeft === left;
    down &&= one.scrollTop === top;
    rolled ||= !(one.scrollLeft === left && one.scrollTop === top);
  }
  if (rolled) step();
  held.frame = requestAnimationFrame(roll);
}

/** What of a scroller is in sight, without what lies over its edges (`scroll-padding`). @param {Element} one */
function sight(one) {
  const page = one === document.scrollingElement;
  if (!page && one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight) return null;
  const style = getComputedStyle(one);
  if (!page && !/auto|scroll/.test(style.overflowX + style.overflowY)) return null;
  const box = page ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : one.getBoundingClientRect();
  const [top, right, bottom, left] = ["top", "right", "bottom", "left"].map((side) => parseFloat(style.getPropertyValue(`scroll-padding-${side}`)) || 0);
  return { left: box.left + left, top: box.top + top, right: box.right - right, bottom: box.bottom - bottom };
}

/** By how much to scroll; only on towards an edge to which the pointer was carried. @param {number} at @param {number} began @param {number} from @param {number} to */
function pace(at, began, from, to) {
  const zone = Math.min(EDGE, (to - from) / 4);
  if (at < from + zone && at < began - ENOUGH) return -Math.ceil(Math.min(1, (from + zone - at) / zone) * PACE);
  if (at > to - zone && at > began + ENOUGH) return Math.ceil(Math.min(1, (at - to + zone) / zone) * PACE);
  return 0;
}

/** @param {boolean} dropped whether it was let go, or is taken back */
function finish(dropped) {
  const one = held;
  held = null;
  clearTimeout(one?.timer);
  if (!one?.began) return;
  cancelAnimationFrame(one.frame);
  one.picture?.remove();
  document.getElementById("drag-note")?.remove();
  delete document.documentElement.dataset.dragging;
  clicked = true;
  one.gesture.end(dropped);
  hold(-1);
}

document.addEventListener("pointerup", (event) => event.pointerId === held?.pointer && finish(true));
document.addEventListener("pointercancel", (event) => event.pointerId === held?.pointer && finish(false));
window.addEventListener("blur", () => finish(false));

// Escape takes back, and closes nothing besides.
window.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !held?.began) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    finish(false);
  },
  true,
);

// What was dragged is not followed as a link; a click by a key has no detail.
window.addEventListener(
  "click",
  (event) => {
    if (!clicked || !event.detail) return;
    clicked = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// A finger that drags does not scroll, does not click and asks for no menu. Safari heeds only listeners that were there before.
for (const name of ["touchmove", "touchend", "contextmenu"]) {
  document.addEventListener(name, (event) => (held?.began || (name === "touchend" && clicked)) && event.cancelable && event.preventDefault(), { passive: false });
}

// The browser's own dragging of links and pictures would end ours.
document.addEventListener("dragstart", (event) => held && event.preventDefault());
