// Moves cards by mouse and by keys: at once on the screen, then at the server, and back where it refuses.

import { hold, later } from "../shell/ahead.js";
import { say } from "../shell/say.js";
import { send } from "../shell/send.js";
import { toast } from "../shell/shell.js";

/** @typedef {{list: string, next: string}} Place  where a card lies: the id of its list, and of the card after it */

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const cardAt = (target) => (target instanceof Element ? target.closest(".board-card[draggable=true]") : null);

/** @param {Element} card @returns {Place} */
const placeOf = (card) => ({ list: card.parentElement?.id ?? "", next: card.nextElementSibling?.id ?? "" });

/** @param {Element} card @param {Place} place */
function put(card, place) {
  const list = document.getElementById(place.list);
  const next = document.getElementById(place.next);
  list?.insertBefore(card, next?.parentElement === list ? next : null);
}

/** @param {string} list @param {number} by */
function count(list, by) {
  const badge = document.getElementById(list)?.closest(".board-column")?.querySelector("[data-count]");
  if (!(badge instanceof HTMLElement)) return;
  badge.dataset.count = String(Number(badge.dataset.count) + by);
  badge.textContent = badge.dataset.count;
}

/** @param {HTMLElement} card @param {Place} from @param {boolean} [ranked] whether its place in the column counts */
function settle(card, from, ranked = true) {
  const to = placeOf(card);
  if (to.list === from.list && to.next === from.next) return;
  count(from.list, -1);
  count(to.list, 1);
  later([card], () => tell(card, from, to, ranked));
}

/** @param {HTMLElement} card @param {Place} from @param {Place} to @param {boolean} ranked */
async function tell(card, from, to, ranked) {
  const key = card.dataset.item ?? "";
  const list = document.getElementById(to.list);
  const state = list?.closest(".board-column")?.getAttribute("data-state") ?? "";
  let why = await assign(card, from, to);
  if (why) back(card, from, to);
  if (!why && state !== stateOf(from.list)) {
    why = await send("item.move", { key, state, seen: card.dataset.version ?? "" });
    if (why) back(card, from, to);
    else aged(card);
  }
  if (!why && ranked && list?.hasAttribute("data-ordered")) {
    why = await rank(card, key, to);
    if (why && to.list === from.list) back(card, from, to);
  }
  if (why) toast(say("%(key)s was not moved: %(why)s", { key, why }), `/items/${key}`);
}

/** @param {string} list @returns {string} the state in which cards of a list are */
const stateOf = (list) => document.getElementById(list)?.closest(".board-column")?.getAttribute("data-state") ?? "";

/** In another lane a card gets what that stands for. @param {HTMLElement} card @param {Place} from @param {Place} to */
async function assign(card, from, to) {
  const [was, now] = [from, to].map((one) => /** @type {HTMLElement | null | undefined} */ (document.getElementById(one.list)?.closest(".board-lane")));
  if (!now || was === now) return "";
  const { lane = "", value = "" } = now.dataset;
  const fields = { [lane]: value, [`was.${lane}`]: was?.dataset.value ?? "" };
  const why = await send("item.update", { key: card.dataset.item ?? "", ...fields, seen: card.dataset.version ?? "" });
  if (!why) aged(card);
  return why;
}

/** @param {HTMLElement} card @param {string} key @param {Place} to */
async function rank(card, key, to) {
  const before = document.getElementById(to.next)?.dataset.item;
  const after = /** @type {HTMLElement | null} */ (card.previousElementSibling)?.dataset.item;
  if (!before && !after) return "";
  const why = await send("item.rank", before ? { key, before } : { key, after: after ?? "" });
  if (!why) aged(card);
  return why;
}

/** Each act makes the item one version older. @param {HTMLElement} card */
function aged(card) {
  card.dataset.version = String(Number(card.dataset.version) + 1);
}

/** @param {HTMLElement} card @param {Place} from @param {Place} to */
function back(card, from, to) {
  put(card, from);
  count(to.list, -1);
  count(from.list, 1);
}

/** @param {Element | null} card */
function focus(card) {
  const link = card?.querySelector(".board-title");
  if (link instanceof HTMLElement) link.focus();
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** @type {HTMLElement | null} */
let dragged = null;
/** @type {Place} */
let origin = { list: "", next: "" };
let dropped = false;

document.addEventListener("dragstart", (event) => {
  dragged = cardAt(event.target);
  if (!dragged || !event.dataTransfer) return;
  origin = placeOf(dragged);
  dropped = false;
  hold(1);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.item ?? "");
  requestAnimationFrame(() => dragged?.classList.add("dragging"));
});

document.addEventListener("dragover", (event) => {
  const column = event.target instanceof Element ? event.target.closest(".board-column") : null;
  over(dragged ? column : null);
  const list = column?.querySelector(".board-cards");
  if (!dragged || !list) return;
  event.preventDefault();
  const next = list.hasAttribute("data-ordered") ? below(list, event.clientY) : ended(list);
  if (dragged.parentElement !== list || dragged.nextElementSibling !== next) list.insertBefore(dragged, next);
});

/** The first card whose middle is below a height. @param {Element} list @param {number} y */
function below(list, y) {
  const others = [...list.children].filter((one) => one !== dragged);
  return others.find((one) => one.getBoundingClientRect().top + one.getBoundingClientRect().height / 2 > y) ?? null;
}

/** What ended is in the order of time: a card from elsewhere comes first, one from here stays. @param {Element} list */
function ended(list) {
  if (list.id === origin.list) return document.getElementById(origin.next);
  return [...list.children].find((one) => one !== dragged) ?? null;
}

/** @param {Element | null} column */
function over(column) {
  for (const one of document.querySelectorAll(".board-column.over")) if (one !== column) one.classList.remove("over");
  column?.classList.add("over");
}

document.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  dropped = true;
});

document.addEventListener("dragend", () => {
  over(null);
  const card = dragged;
  dragged = null;
  card?.classList.remove("dragging");
  if (!card) return;
  if (dropped) settle(card, origin);
  else put(card, origin);
  hold(-1);
});

/** @type {Record<string, [number, number]>} key -> columns to the right, cards down */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const card = cardAt(event.target);
  if (!step || !card || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (event.shiftKey) carry(card, ...step);
  else focus(neighbour(card, ...step));
});

/** @param {Element | null} list @param {number} right @returns {Element | null} the list so many columns on */
function listBeside(list, right) {
  const lists = [...(list?.closest(".board-lane") ?? document).querySelectorAll(".board-cards")];
  return lists[lists.findIndex((one) => one === list) + right] ?? null;
}

/** @param {Element | null} list @param {number} down @returns {Element | null} the list of the same column in the next lane */
function listBelow(list, down) {
  const lanes = [...document.querySelectorAll(".board-lane[open]")];
  const lane = list?.closest(".board-lane");
  const at = lane ? [...lane.querySelectorAll(".board-cards")].findIndex((one) => one === list) : -1;
  const other = lane && lanes[lanes.indexOf(lane) + down];
  return other?.querySelectorAll(".board-cards")[at] ?? null;
}

/** @param {Element} card @param {number} right @param {number} down @returns {Element | null} */
function neighbour(card, right, down) {
  if (!right) {
    const cards = [...(listBelow(card.parentElement, down)?.children ?? [])];
    return (down > 0 ? card.nextElementSibling : card.previousElementSibling) ?? cards[down > 0 ? 0 : cards.length - 1] ?? null;
  }
  let list = listBeside(card.parentElement, right);
  while (list && !list.firstElementChild) list = listBeside(list, right);
  return list?.firstElementChild ?? null;
}

/** @param {HTMLElement} card @param {number} right @param {number} down */
function carry(card, right, down) {
  const from = placeOf(card);
  const next = right ? listBeside(card.parentElement, right) : (down > 0 ? card.nextElementSibling : card.previousElementSibling) ? null : listBelow(card.parentElement, down);
  const list = next ?? (right ? null : card.parentElement);
  if (!list || (!right && !next && !list.hasAttribute("data-ordered"))) return;
  if (right || (next && down > 0)) list.prepend(card);
  else if (next) list.append(card);
  else if (down > 0) card.nextElementSibling?.after(card);
  else card.previousElementSibling?.before(card);
  focus(card);
  settle(card, from, !right);
}

// Choosing a team is asking for it.
document.addEventListener("change", (event) => {
  const field = event.target;
  const form = field instanceof HTMLSelectElement ? field.closest("form[data-filter]") : null;
  if (form instanceof HTMLFormElement) form.requestSubmit();
});
