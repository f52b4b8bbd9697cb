// Finds while one types; the arrows lead from the words to what was found.

import { refresh } from "../shell/refresh.js";

const PAUSE = 160;
let timer = 0;

const field = () => /** @type {HTMLInputElement | null} */ (document.querySelector("#find input[name=q]"));

/** @returns {HTMLElement[]} */
const rows = () => [...document.querySelectorAll("a[data-row]")].map((row) => /** @type {HTMLElement} */ (row));

async function find() {
  clearTimeout(timer);
  const words = field()?.value.trim() ?? "";
  history.replaceState(null, "", words ? `/search?q=${encodeURIComponent(words)}` : "/search");
  await refresh();
}

document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  clearTimeout(timer);
  timer = window.setTimeout(find, PAUSE);
});

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.id !== "find") return;
  event.preventDefault();
  find();
});

document.addEventListener("keydown", (event) => {
  const all = rows();
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (event.key === "ArrowDown" && (event.target === field() || at >= 0)) {
    event.preventDefault();
    all[Math.min(all.length - 1, at + 1)]?.focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (all[at - 1] ?? field())?.focus();
  }
});

const begun = field();
begun?.setSelectionRange(begun.value.length, begun.value.length);
