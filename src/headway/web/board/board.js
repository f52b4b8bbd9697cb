// Moves cards: dragged, or by keys; at once on the screen, then at the server, and back where it refuses. Several that are ticked
// go together.

import { later } from "../shell/ahead.js";
import { drags } from "../shell/drag.js";
import { say } from "../shell/say.js";
import { send } from "../shell/send.js";
import { toast, undo } from "../shell/shell.js";

/** @typedef {{list: string, next: string}} Place  where a card lies: the id of its list, and of the card after it */

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const cardAt = (target) => (target instanceof Element ? target.closest(".board-card[data-drag]") : null);

/** The card, or all that are ticked where it is one of them. @param {HTMLElement} card @returns {HTMLElement[]} */
function carried(card) {
  const ticked = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".board-card:has([data-pick]:checked)")]);
  return ticked.includes(card) ? ticked : [card];
}

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

/**
 * @param {HTMLElement[]} cards @param {Place[]} from @param {boolean} [ranked] whether their place in the column counts
 * @param {boolean} [loud] whether a success is told
 */
function settle(cards, from, ranked = true, loud = true) {
  const to = cards.map(placeOf);
  if (to.every((one, n) => one.list === from[n].list && one.next === from[n].next)) return;
  cards.forEach((_, n) => (count(from[n].list, -1), count(to[n].list, 1)));
  later(cards, () => (cards.length > 1 ? tellAll(cards, from, to, ranked) : tell(cards[0], from[0], to[0], ranked, loud)));
}

/** @param {HTMLElement} card @param {Place} from @param {Place} to @param {boolean} ranked @param {boolean} loud */
async function tell(card, from, to, ranked, loud) {
  const key = card.dataset.item ?? "";
  const list = document.getElementById(to.list);
  const state = stateOf(to.list);
  const [was, now] = [from.list, to.list].map(laneOf);
  const changes = was !== now && now ? laned(now, was) : null;
  let told = 0;
  let why = changes ? await send("item.update", { key, ...changes, seen: card.dataset.version ?? "" }) : "";
  if (changes && !why) told += aged(card);
  if (!why && state !== stateOf(from.list)) {
    why = await send("item.move", { key, state, seen: card.dataset.version ?? "" }, told > 0);
    if (!why) told += aged(card);
  }
  if (why) back([card], [from], [to]);
  if (!why && ranked && list?.hasAttribute("data-ordered")) {
    why = await rank([card], to, told > 0);
    if (!why) aged(card);
    else if (to.list === from.list) back([card], [from], [to]);
  }
  if (why) toast(say("%(key)s was not moved: %(why)s", { key, why }), `/items/${key}`);
  else if (told && loud) toast(`${key}: ${state}`, undefined, undo);
}

/** Many are one act, all or none. @param {HTMLElement[]} cards @param {Place[]} from @param {Place[]} to @param {boolean} ranked */
async function tellAll(cards, from, to, ranked) {
  const keys = cards.map((one) => one.dataset.item ?? "");
  const list = document.getElementById(to[0].list);
  const state = stateOf(to[0].list);
  const lane = laneOf(to[0].list);
  const fields = {
    ...(from.some((one) => stateOf(one.list) !== state) ? { state } : {}),
    ...(lane && from.some((one) => laneOf(one.list) !== lane) ? laned(lane) : {}),
  };
  const changed = Object.keys(fields).length > 0;
  let why = changed ? await send("item.update_many", { keys: keys.join(","), ...fields }) : "";
  if (!why && ranked && list?.hasAttribute("data-ordered")) why = await rank(cards, to[to.length - 1], changed);
  if (why) back(cards, from, to);
  // How many versions older each has become is not said here.
  for (const one of cards) delete one.dataset.version;
  if (why) toast(say("%(key)s was not moved: %(why)s", { key: keys[0], why }), `/items/${keys[0]}`);
  else toast(say("%(count)s items moved", { count: keys.length }), undefined, undo);
}

/** @param {string} list @returns {string} the state in which cards of a list are */
const stateOf = (list) => document.getElementById(list)?.closest(".board-column")?.getAttribute("data-state") ?? "";

/** @param {string} list @returns {HTMLElement | null} */
const laneOf = (list) => document.getElementById(list)?.closest(".board-lane") ?? null;

/** In another lane a card gets what that stands for. @param {HTMLElement} lane @param {HTMLElement | null} [was] @returns {Record<string, string>} */
function laned({ dataset: { lane = "", value = "" } }, was) {
  return { [lane]: value, [`was.${lane}`]: was?.dataset.value ?? (value ? "" : "?") };
}

/** @param {HTMLElement[]} cards in their order @param {Place} to of the last @param {boolean} also as part of the act before */
async function rank(cards, to, also) {
  const before = document.getElementById(to.next)?.dataset.item;
  const after = /** @type {HTMLElement | null} */ (cards[0].previousElementSibling)?.dataset.item;
  if (!before && !after) return "";
  const beside = before ? { before } : { after: after ?? "" };
  if (cards.length === 1) return send("item.rank", { key: cards[0].dataset.item ?? "", ...beside }, also);
  return send("item.rank_many", { keys: cards.map((one) => one.dataset.item).join(","), ...beside }, also);
}

/** Each act makes the item one version older. @param {HTMLElement} card */
function aged(card) {
  if (card.dataset.version) card.dataset.version = String(Number(card.dataset.version) + 1);
  return 1;
}

/** @param {HTMLElement[]} cards @param {Place[]} from @param {Place[]} to */
function back(cards, from, to) {
  for (let n = cards.length - 1; n >= 0; n--) {
    put(cards[n], from[n]);
    count(to[n].list, -1);
    count(from[n].list, 1);
  }
}

/** @param {Element | null} card */
function focus(card) {
  const link = card?.querySelector(".board-title");
  if (link instanceof HTMLElement) link.focus();
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

drags((target) => {
  const card = cardAt(target);
  if (!card) return null;
  const cards = carried(card);
  const from = cards.map(placeOf);
  return {
    lift: card,
    begin: () => cards.forEach((one) => one.classList.add("dragging")),
    move: ({ y, under }) => {
      const column = under?.closest(".board-column") ?? null;
      over(column);
      const list = column?.querySelector(".board-cards");
      if (list) lay(cards, list, list.hasAttribute("data-ordered") ? below(list, y, cards) : ended(list, cards, from));
      return cards.length > 1 ? String(cards.length) : undefined;
    },
    end: (dropped) => {
      over(null);
      for (const one of cards) one.classList.remove("dragging");
      if (dropped) settle(cards, from);
      else for (let n = cards.length - 1; n >= 0; n--) put(cards[n], from[n]);
    },
  };
});

/** Put cards before another in a list, where they are not there yet. @param {HTMLElement[]} cards @param {Element} list @param {Element | null} next */
function lay(cards, list, next) {
  for (let n = cards.length - 1, after = next; n >= 0; after = cards[n--]) {
    if (cards[n].parentElement !== list || cards[n].nextElementSibling !== after) list.insertBefore(cards[n], after);
  }
}

/** The first card whose middle is below a height. @param {Element} list @param {number} y @param {Element[]} cards which are carried */
function below(list, y, cards) {
  const others = [...list.children].filter((one) => !cards.includes(one));
  return others.find((one) => one.getBoundingClientRect().top + one.getBoundingClientRect().height / 2 > y) ?? null;
}

/** What ended is in the order of time: cards from elsewhere come first, one from here stays. @param {Element} list @param {Element[]} cards @param {Place[]} from */
function ended(list, cards, from) {
  if (cards.length === 1 && list.id === from[0].list) return document.getElementById(from[0].next);
  return [...list.children].find((one) => !cards.includes(one)) ?? null;
}

/** @param {Element | null} column */
function over(column) {
  for (const one of document.querySelectorAll(".board-column.over")) if (one !== column) one.classList.remove("over");
  column?.classList.add("over");
}

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
  const cards = carried(card);
  const from = cards.map(placeOf);
  const here = card.parentElement;
  const beside = down > 0 ? cards[cards.length - 1].nextElementSibling : cards[0].previousElementSibling;
  const other = right ? listBeside(here, right) : beside ? null : listBelow(here, down);
  if (!other && (right || !beside || !here?.hasAttribute("data-ordered"))) return;
  const first = [...(other?.children ?? [])].find((one) => !cards.some((mine) => mine === one)) ?? null;
  if (other) lay(cards, other, right || down > 0 ? first : null);
  else lay(cards, /** @type {Element} */ (here), down > 0 ? (beside?.nextElementSibling ?? null) : beside);
  focus(card);
  settle(cards, from, !right, cards.length > 1);
}

// Choosing a team is asking for it.
document.addEventListener("change", (event) => {
  const field = event.target;
  const form = field instanceof HTMLSelectElement ? field.closest("form[data-filter]") : null;
  if (form instanceof HTMLFormElement) form.requestSubmit();
});
