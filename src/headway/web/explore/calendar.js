// Gives work another due date on the calendar: dragged to a day, or moved by keys. What has a start keeps its length.

import { later, places } from "../shell/ahead.js";
import { drags } from "../shell/drag.js";
import { locale, say } from "../shell/say.js";
import { send } from "../shell/send.js";
import { toast, undo } from "../shell/shell.js";

const DAY = 86_400_000;

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const itemAt = (target) => (target instanceof Element ? target.closest("[data-may] .cal-item") : null);
/** @param {Element | null | undefined} one @returns {HTMLElement | null} */
const cellOf = (one) => one?.closest("td[data-day]") ?? null;
/** @param {string} day @param {number} by @returns {string} */
const shifted = (day, by) => new Date(Date.parse(day) + by * DAY).toISOString().slice(0, 10);

/** @param {HTMLElement} item @param {HTMLElement} cell @param {boolean} [loud] */
function settle(item, cell, loud = true) {
  const [from, to] = [cellOf(item)?.dataset.day ?? "", cell.dataset.day ?? ""];
  if (!from || from === to) return;
  const back = places([item]);
  const focus = document.activeElement;
  cell.querySelector("ul")?.prepend(item);
  mark(cellOf(document.getElementById(`day-${from}`)), cell);
  if (focus instanceof HTMLElement && item.contains(focus)) focus.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
  const { item: key = "", start = "" } = item.dataset;
  const days = start ? { start: shifted(start, (Date.parse(to) - Date.parse(from)) / DAY), due: to } : { due: to };
  later([item], async () => {
    const why = await send("item.update", { key, ...days, seen: item.dataset.version ?? "" });
    if (why) {
      back();
      mark(cellOf(item), cell);
      return toast(say("%(key)s was not moved: %(why)s", { key, why }), `/items/${key}`);
    }
    item.dataset.version = String(Number(item.dataset.version) + 1);
    if (start) item.dataset.start = days.start;
    const words = say("%(key)s is due %(day)s", { key, day: new Date(to).toLocaleDateString(locale, { dateStyle: "medium" }) });
    if (loud) toast(words, undefined, undo);
    const said = document.getElementById("cal-said");
    if (said) said.textContent = words;
  });
}

/** Days with and without work look different on a narrow screen. @param {(HTMLElement | null)[]} cells */
function mark(...cells) {
  for (const one of cells) one?.classList.toggle("free", !one.querySelector(".cal-item"));
}

drags((on) => {
  const item = itemAt(on);
  if (!item) return null;
  const title = item.querySelector("[data-row]")?.textContent ?? "";
  /** @type {HTMLElement | null} */
  let cell = null;
  return {
    axis: "y",
    begin: () => item.classList.add("dragging"),
    move: ({ under }) => {
      cell = cellOf(under);
      over(cell);
      return cell ? `${title} → ${written.format(new Date(cell.dataset.day ?? ""))}` : title;
    },
    end: (dropped) => {
      over(null);
      item.classList.remove("dragging");
      if (dropped && cell) settle(item, cell);
    },
  };
});

const written = new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), {
  ...{ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" },
});

/** @param {Element | null} cell */
function over(cell) {
  for (const one of document.querySelectorAll("td.over")) if (one !== cell) one.classList.remove("over");
  cell?.classList.add("over");
}

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

document.addEventListener("keydown", (event) => {
  const item = itemAt(event.target);
  const step = STEPS[event.key];
  if (!item || !step || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const cell = document.getElementById(`day-${shifted(cellOf(item)?.dataset.day ?? "", step)}`);
  if (cell) settle(item, cell, false);
  else toast(say("Further on is another month: move it there by its due date."));
});
