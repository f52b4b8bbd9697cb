// Helps where Markdown is written: @ completes people, # and the beginning of a key items; lists go on by themselves.

import { say } from "../shell/say.js";

const BEGUN = /(?:^|[\s(])([@#])([^\s@#]*)$|(?:^|[\s(])()([A-Z][A-Z0-9]+-\d*)$/;
const LIST = /^(\s*)([-*+]|\d+\.)( \[[ x]\])? /;
/** @type {Record<string, string>} */
const AROUND = { b: "**", i: "_", e: "`" };

/** @type {HTMLTextAreaElement | null} */
let box = null;
const list = document.createElement("ul");
list.id = "choices";
list.className = "choices";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", say("Completions"));
let timer = 0;
let asked = 0;

/** @param {EventTarget | null} target */
const area = (target) => (target instanceof HTMLTextAreaElement && target.matches("[data-markdown]") ? target : null);

/** @param {HTMLTextAreaElement} one @returns {{sign: string, words: string, from: number} | null} */
function begun(one) {
  if (one.selectionStart !== one.selectionEnd) return null;
  const found = BEGUN.exec(one.value.slice(0, one.selectionStart));
  if (!found) return null;
  const words = found[2] ?? found[4] ?? "";
  return { sign: found[1] || "#", words, from: one.selectionStart - words.length - (found[1] ? 1 : 0) };
}

function close() {
  asked += 1;
  clearTimeout(timer);
  box?.removeAttribute("aria-activedescendant");
  list.remove();
  box = null;
}

/** @param {HTMLTextAreaElement} one @param {{sign: string, words: string}} what */
async function ask(one, what) {
  const mine = (asked += 1);
  const query = new URLSearchParams({ sign: what.sign, q: what.words });
  const answer = await fetch(`/editor/complete?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const text = answer?.ok ? await answer.text() : "";
  if (mine !== asked) return;
  list.innerHTML = text;
  if (!list.firstElementChild) return close();
  box = one;
  one.setAttribute("aria-controls", list.id);
  one.setAttribute("aria-autocomplete", "list");
  one.after(list);
  choose(0);
}

/** @returns {HTMLElement[]} */
const choices = () => /** @type {HTMLElement[]} */ ([...list.children]);

/** @param {number} at */
function choose(at) {
  const all = choices();
  const next = all[(at + all.length) % all.length];
  for (const one of all) one.setAttribute("aria-selected", String(one === next));
  if (next) box?.setAttribute("aria-activedescendant", next.id);
  next?.scrollIntoView({ block: "nearest" });
}

/** What is written can be taken back by the browser's own undo. @param {HTMLTextAreaElement} one @param {number} from @param {number} to @param {string} text */
function write(one, from, to, text) {
  one.setSelectionRange(from, to);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    one.setRangeText(text, from, to, "end");
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** @param {HTMLElement | undefined} choice */
function take(choice) {
  const one = box;
  const what = one && begun(one);
  if (!one || !what || !choice) return close();
  const end = one.selectionStart;
  close();
  write(one, what.from, end, `${choice.dataset.text} `);
  close();
}

document.addEventListener("input", (event) => {
  const one = area(event.target);
  if (!one) return;
  const what = begun(one);
  if (!what) return close();
  clearTimeout(timer);
  timer = window.setTimeout(() => ask(one, what), 120);
});

document.addEventListener(
  "keydown",
  (event) => {
    const one = area(event.target);
    if (!one || event.isComposing) return;
    if (box === one && completed(event)) return event.stopPropagation();
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) continued(event, one);
    const sign = (event.ctrlKey || event.metaKey) && !event.shiftKey && AROUND[event.key];
    if (sign) around(event, one, sign);
  },
  { capture: true },
);

/** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
function completed(event) {
  const at = choices().findIndex((one) => one.getAttribute("aria-selected") === "true");
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => choose(at + 1),
    ArrowUp: () => choose(at - 1),
    Enter: () => take(choices()[at]),
    Tab: () => take(choices()[at]),
    Escape: close,
  };
  const act = keys[event.key];
  if (!act) return false;
  event.preventDefault();
  act();
  return true;
}

/** A line of a list is followed by another; an empty one ends it. @param {KeyboardEvent} event @param {HTMLTextAreaElement} one */
function continued(event, one) {
  const start = one.value.lastIndexOf("\n", one.selectionStart - 1) + 1;
  const line = one.value.slice(start, one.selectionStart);
  const found = LIST.exec(line);
  if (!found || one.selectionStart !== one.selectionEnd) return;
  event.preventDefault();
  if (found[0] === line) return write(one, start, one.selectionStart, "");
  const mark = /^\d/.test(found[2]) ? `${parseInt(found[2], 10) + 1}.` : found[2];
  write(one, one.selectionStart, one.selectionStart, `\n${found[1]}${mark}${found[3] ? " [ ]" : ""} `);
}

/** @param {KeyboardEvent} event @param {HTMLTextAreaElement} one @param {string} sign */
function around(event, one, sign) {
  event.preventDefault();
  event.stopPropagation();
  const { selectionStart: from, selectionEnd: to } = one;
  write(one, from, to, sign + one.value.slice(from, to) + sign);
  one.setSelectionRange(from + sign.length, to + sign.length);
}

// Before the box loses the focus.
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const choice = event.target instanceof Element ? event.target.closest("[role=option]") : null;
  if (choice instanceof HTMLElement) take(choice);
});

document.addEventListener("focusout", (event) => {
  if (event.target === box) close();
});
