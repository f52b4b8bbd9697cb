// Puts rows in the order given by hand: dragged, or moved by keys; several at once where several are ticked.

import { later, places } from "../shell/ahead.js";
import { drags } from "../shell/drag.js";
import { say } from "../shell/say.js";
import { send } from "../shell/send.js";
import { toast, undo } from "../shell/shell.js";

const list = () => document.querySelector("tbody[data-ahead]");
const all = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("tbody[data-ahead] > tr")]);
/** @param {Element | null | undefined} row */
const keyOf = (row) => (row instanceof HTMLElement ? row.dataset.item ?? "" : "");

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const rowAt = (target) => (target instanceof Element ? target.closest("tbody[data-ahead] > tr") : null);

/** The row, or all that are ticked where it is one of them. @param {HTMLElement} row */
function carried(row) {
  const ticked = all().filter((one) => one.querySelector("[data-pick]:checked"));
  return ticked.includes(row) ? ticked : [row];
}

/** @param {HTMLElement[]} rows @param {Element | null} next put them before it, or last */
function put(rows, next) {
  for (const row of rows) list()?.insertBefore(row, next);
}

/** @param {HTMLElement[]} rows @param {() => void} back @param {string} was the order before @param {boolean} [loud] */
function settle(rows, back, was, loud = true) {
  if (order() === was) return;
  const [before, after] = [rows[rows.length - 1].nextElementSibling, rows[0].previousElementSibling].map(keyOf);
  const beside = before ? { before } : { after };
  const keys = rows.map(keyOf);
  tell(say("%(keys)s: %(place)s of %(count)s", { keys: keys.join(", "), place: all().indexOf(rows[0]) + 1, count: all().length }));
  later(rows, async () => {
    const why = await send("item.rank_many", { keys: keys.join(","), ...beside });
    if (why) back();
    if (why) toast(say("%(key)s was not moved: %(why)s", { key: keys[0], why }), `/items/${keys[0]}`);
    else if (loud) toast(keys.length > 1 ? say("%(count)s items moved", { count: keys.length }) : say("%(key)s moved", { key: keys[0] }), undefined, undo);
  });
}

const order = () => all().map(keyOf).join();

/** For those who do not see the rows. @param {string} words */
function tell(words) {
  const said = document.getElementById("rank-said");
  if (said) said.textContent = words;
}

drags((target) => {
  const row = rowAt(target);
  if (!row) return null;
  const rows = carried(row);
  const [back, was] = [places(rows), order()];
  const title = rows[0].querySelector("[data-row]")?.textContent ?? "";
  return {
    axis: "y",
    begin: () => rows.forEach((one) => one.classList.add("dragging")),
    move: ({ y }) => {
      const next = all().find((one) => !rows.includes(one) && middle(one) > y) ?? null;
      if (rows[rows.length - 1].nextElementSibling !== next || rows.some((one, at) => at && one.previousElementSibling !== rows[at - 1])) put(rows, next);
      return rows.length > 1 ? `${title} +${rows.length - 1}` : title;
    },
    end: (dropped) => {
      for (const one of rows) one.classList.remove("dragging");
      if (dropped) settle(rows, back, was);
      else back();
    },
  };
});

/** @param {Element} row */
function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

document.addEventListener("keydown", (event) => {
  const row = rowAt(event.target);
  const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!row || !down || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const rows = carried(row);
  const [back, was, focus] = [places(rows), order(), document.activeElement];
  if (down > 0) put(rows, rows[rows.length - 1].nextElementSibling?.nextElementSibling ?? null);
  else put(rows, rows[0].previousElementSibling ?? rows[0]);
  if (focus instanceof HTMLElement) focus.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  settle(rows, back, was, false);
});
