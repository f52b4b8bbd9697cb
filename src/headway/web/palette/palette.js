// The command palette: one field that finds anything and does anything; /palette answers with the lines.
// Without it, what opens it is a link to the search.

import { hasDraft } from "../shell/refresh.js";
import { say } from "../shell/say.js";
import { recent, remember } from "./recent.js";

const PAUSE = 90;
const SCREENFUL = 8;
const ITEM = /^\/(?:items|projects)\/([A-Za-z]\w*-\d+)(?:$|[/?#])/;

const WORTH_IT = /^\/(?:(?:items|projects)\/[A-Za-z]\w*-\d+|teams\/\w+)$/;

/** @template {HTMLElement} T @param {string} id @returns {T} */
const part = (id) => /** @type {T} */ (document.getElementById(id));
const palette = /** @type {HTMLDialogElement} */ (part("palette"));
const field = /** @type {HTMLInputElement} */ (part("palette-q"));
const found = part("palette-found");
const about = part("palette-about");

/** What is acted upon: what was selected when the palette was opened, or `one` item that was chosen in it. */
let selected = /** @type {string[]} */ ([]);
let one = "";

const lines = () => /** @type {HTMLAnchorElement[]} */ ([...found.querySelectorAll("[role=option]")]);
const current = () => /** @type {HTMLAnchorElement | null} */ (found.querySelector("[aria-selected=true]"));

/** The keys of what is ticked, else of the row or card that has the focus, else of the page. @returns {string[]} */
function selection() {
  const ticked = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-pick]:checked")]);
  if (ticked.length) return ticked.map((box) => box.value);
  const here = document.activeElement;
  const card = here?.closest("[data-item]")?.getAttribute("data-item");
  const row = here?.closest("[data-row]") ?? here?.closest("[data-triage], tr")?.querySelector("[data-row]");
  const key = card ?? ITEM.exec(row?.getAttribute("href") ?? "")?.[1] ?? ITEM.exec(location.pathname)?.[1];
  return key ? [key] : [];
}

/** Open it, or close it again; not over a form that somebody is filling in. */
function show() {
  if (palette.open) return palette.close();
  selected = selection();
  for (const other of /** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll("dialog[open]"))) {
    if (hasDraft(other)) return;
    other.close();
  }
  const nav = document.getElementById("nav");
  if (nav?.matches(":popover-open")) nav.hidePopover();
  palette.showModal();
  actOn("");
}

/** Begin anew: with everything, or with what can be done with one item. @param {string} key */
function actOn(key) {
  one = key;
  about.textContent = key;
  about.hidden = !key;
  field.placeholder = key ? say("Do what with it?") : say("Find or do anything");
  field.value = "";
  field.focus();
  return find();
}

let timer = 0;
let asking = new AbortController();
/** @type {Promise<void> | null} */
let pending = null;

/** Ask for what fits; an answer that comes after the next question is dropped. */
function find() {
  clearTimeout(timer);
  timer = 0;
  asking.abort();
  asking = new AbortController();
  const mine = (pending = answer(asking.signal).finally(() => {
    if (pending === mine) pending = null;
  }));
  return mine;
}

/** @param {AbortSignal} signal */
async function answer(signal) {
  const asked = { q: field.value, keys: one || selected.join(","), acts: one && "1" };
  const around = one ? {} : { here: location.pathname + location.search, recent: recent().join("\n") };
  try {
    const headers = { "HX-Request": "true" };
    const got = await fetch(`/palette?${new URLSearchParams({ ...asked, ...around })}`, { headers, signal });
    if (got.status === 401) return location.reload();
    const page = new DOMParser().parseFromString(got.ok ? await got.text() : "", "text/html");
    if (!signal.aborted) fill(got.ok ? [...page.body.children] : [], say("The server could not answer that."));
  } catch {
    if (!signal.aborted) fill([], say("The server did not answer. Try again."));
  }
}

/** @param {Element[]} parts what the server answered; without any, the words are shown. @param {string} otherwise */
function fill(parts, otherwise) {
  if (parts.length) found.replaceChildren(...parts);
  else {
    const note = document.createElement("p");
    note.className = "palette-none";
    note.textContent = otherwise;
    const list = part("palette-list");
    list.replaceChildren();
    list.hidden = true;
    found.replaceChildren(list, note);
  }
  const all = lines();
  field.setAttribute("aria-expanded", String(all.length > 0));
  part("palette-status").textContent = all.length
    ? say("%(count)s found", { count: all.length })
    : (found.querySelector(".palette-none")?.textContent ?? "");
  choose(all[0]);
}

/** @param {HTMLAnchorElement | undefined} line */
function choose(line) {
  current()?.setAttribute("aria-selected", "false");
  line?.setAttribute("aria-selected", "true");
  line?.scrollIntoView({ block: "nearest" });
  if (line) field.setAttribute("aria-activedescendant", line.id);
  else field.removeAttribute("aria-activedescendant");
  const hint = palette.querySelector("[data-acts]");
  if (hint instanceof HTMLElement) hint.hidden = !line?.dataset.about || Boolean(one);
}

/** @param {number} step @param {boolean} [round] from the last to the first */
function move(step, round = false) {
  const all = lines();
  const line = current();
  const at = (line ? all.indexOf(line) : -1) + step;
  choose(all[round ? (at + all.length) % all.length : Math.min(all.length - 1, Math.max(0, at))]);
}

/** Open the chosen line, once it is known for what was typed. @param {boolean} apart in a new tab */
async function enter(apart) {
  if (timer) find();
  if (pending) await pending;
  const line = current();
  if (!line || !palette.open) return;
  if (apart) {
    keep(line);
    window.open(line.href, "_blank", "noopener");
  } else line.click();
}

/** @param {HTMLAnchorElement} line */
function keep(line) {
  if (line.hasAttribute("data-recent")) remember(line.getAttribute("href") ?? "");
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = window.setTimeout(find, PAUSE);
});

/** @type {Record<string, (event: KeyboardEvent) => unknown>} each returns false where the key is left to the browser */
const KEYS = {
  ArrowDown: () => move(1, true),
  ArrowUp: () => move(-1, true),
  PageDown: () => move(SCREENFUL),
  PageUp: () => move(-SCREENFUL),
  Enter: (event) => enter(event.ctrlKey || event.metaKey),
  ArrowRight: () => {
    const key = field.selectionStart === field.value.length ? current()?.dataset.about : "";
    return key && !one ? actOn(key) : false;
  },
  Backspace: () => (one && !field.value ? actOn("") : false),
  Escape: () => (one ? actOn("") : false),
};

field.addEventListener("keydown", (event) => {
  if (event.isComposing || !Object.hasOwn(KEYS, event.key)) return;
  if (KEYS[event.key](event) !== false) event.preventDefault();
});

found.addEventListener("pointermove", (event) => {
  const line = event.target instanceof Element ? event.target.closest("[role=option]") : null;
  if (line instanceof HTMLAnchorElement && line !== current()) choose(line);
});

// A line is a link: what it opens, and whether beside this page, is the browser's business, or the shell's dialog's.
palette.addEventListener("click", (event) => {
  const line = event.target instanceof Element ? event.target.closest("[role=option]") : null;
  if (line instanceof HTMLAnchorElement) keep(line);
  if (event.target === palette || (line && !event.ctrlKey && !event.metaKey && !event.shiftKey)) palette.close();
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-palette]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show();
});

if (WORTH_IT.test(location.pathname)) remember(location.pathname);
