// Where bars lie on the days: custom properties on the elements, which the links between them follow.

/** @typedef {{at: number, days: number, start: string, due: string}} Place  as drawn, in days from the first; and as dated */
/** @typedef {"move" | "start" | "due"} Part  what of a bar is taken hold of */

const DAY = 86_400_000;

/** @returns {HTMLElement | null} */
export const grid = () => document.getElementById("tl-grid");

/** @returns {HTMLElement | null} */
export const scroller = () => document.getElementById("tl-scroll");

/** Whether the reader may move anything. */
export const may = () => document.getElementById("timeline")?.hasAttribute("data-may") ?? false;

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
export const barAt = (target) => (target instanceof Element ? target.closest(".tl-bar") : null);

/** @param {HTMLElement} bar */
export const movable = (bar) => may() && !bar.classList.contains("derived");

/** @param {HTMLElement} element @param {string} name */
const number = (element, name) => Number(element.style.getPropertyValue(name));

/** How many pixels a day has. */
export const pixels = () => parseFloat(grid()?.style.getPropertyValue("--day") ?? "") || 1;

/** @param {string} day @param {number} by @returns {string} so many days on */
export const shifted = (day, by) => new Date(Date.parse(day) + by * DAY).toISOString().slice(0, 10);

/** @param {number} at @returns {string} the day that lies there */
export const dayAt = (at) => shifted(grid()?.dataset.first ?? "", at);

/** @param {HTMLElement} bar @returns {Place} */
export function placeOf(bar) {
  const { start = "", due = "" } = bar.dataset;
  return { at: number(bar, "--at"), days: number(bar, "--for"), start, due };
}

/** @param {HTMLElement} bar @param {Place} place */
export function put(bar, place) {
  bar.style.setProperty("--at", String(place.at));
  bar.style.setProperty("--for", String(place.days));
  bar.dataset.start = place.start;
  bar.dataset.due = place.due;
  const key = CSS.escape(bar.dataset.item ?? "");
  for (const link of document.querySelectorAll(`.tl-link[data-from="${key}"], .tl-link[data-to="${key}"]`)) {
    if (link instanceof HTMLElement) follow(link, bar);
  }
}

/** Put the end of a link where its bar is now. @param {HTMLElement} link @param {HTMLElement} bar */
export function follow(link, bar) {
  const first = link.dataset.from === bar.dataset.item;
  const ends = (link.dataset.kind ?? "FS")[first ? 0 : 1] === "F";
  const half = bar.classList.contains("point") ? 0.5 : ends ? number(bar, "--for") : 0;
  link.style.setProperty(first ? "--a" : "--b", String(number(bar, "--at") + half));
  link.classList.toggle("back", number(link, "--b") < number(link, "--a"));
}

/** Where a bar would lie. @param {Place} from @param {Part} part @param {number} by days @returns {Place} */
export function moved(from, part, by) {
  if (part === "move") {
    const [start, due] = [from.start, from.due].map((day) => day && shifted(day, by));
    return { at: from.at + by, days: from.days, start, due };
  }
  const least = 1 - from.days;
  const more = part === "due" ? Math.max(by, least) : Math.max(-by, least);
  const days = from.days + more;
  if (part === "due") return { ...from, days, due: shifted(from.due || from.start, more) };
  return { ...from, at: from.at - more, days, start: shifted(from.start || from.due, -more) };
}

/** What the server is told of a move. @param {Place} from @param {Place} to @returns {Record<string, string>} */
export function stated(from, to) {
  /** @type {Record<string, string>} */
  const fields = {};
  if (to.start !== from.start) fields.start = to.start;
  if (to.due !== from.due) fields.due = to.due;
  return fields;
}

/** @param {Place} place @returns {string} its days in words */
export function said(place) {
  return [...new Set([place.start, place.due])].filter(Boolean).map(words).join(" – ");
}

const written = new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), {
  ...{ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" },
});

/** @param {string} day */
export const words = (day) => written.format(new Date(day));
