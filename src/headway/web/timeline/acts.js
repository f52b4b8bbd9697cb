// Tells the server what was done to bars, in the order in which it was done here, and puts back what it refuses.

import { later } from "../shell/ahead.js";
import { send } from "../shell/send.js";
import { toast, undo } from "../shell/shell.js";
import { follow, put, said, stated } from "./bars.js";

/** @typedef {import("./bars.js").Place} Place */

/** A bar lies elsewhere than it did: make that so. @param {HTMLElement} bar @param {Place} from @param {Place} to */
export function settle(bar, from, to) {
  const fields = stated(from, to);
  if (Object.keys(fields).length) later([bar], () => tell(bar, from, to, fields));
}

/** @param {HTMLElement} bar @param {Place} from @param {Place} to @param {Record<string, string>} fields */
async function tell(bar, from, to, fields) {
  const key = bar.dataset.item ?? "";
  const onward = Object.entries(fields).some(([name, day]) => day > /** @type {any} */ (from)[name]);
  const choice = onward ? await offered(key, to) : "one";
  if (!choice) return put(bar, from);
  const command = choice === "all" ? "item.reschedule" : "item.update";
  const why = await send(command, { key, ...fields, seen: bar.dataset.version ?? "" });
  if (why) {
    put(bar, from);
    toast(`${key} was not moved: ${why}`, `/items/${key}`);
  } else {
    bar.dataset.version = String(Number(bar.dataset.version) + 1);
    toast(`${key}: ${said(to)}${choice === "all" ? ", and what depends on it" : ""}`, undefined, undo);
  }
}

/** Ask what becomes of the work that depends on it. @param {string} key @param {Place} to @returns {Promise<string>} all, one or nothing */
async function offered(key, to) {
  const dialog = document.getElementById("tl-offer");
  const days = new URLSearchParams(Object.entries({ start: to.start, due: to.due }).filter(([, day]) => day));
  try {
    const answer = await fetch(`${location.pathname}/along/${key}?${days}`, { headers: { "HX-Request": "true" } });
    if (answer.status !== 200 || !(dialog instanceof HTMLDialogElement)) return "one";
    const form = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("along");
    if (!form) return "one";
    dialog.replaceChildren(form);
  } catch {
    return "one"; // What comes next says that the server does not answer.
  }
  dialog.returnValue = "";
  const back = document.activeElement;
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (back instanceof HTMLElement) back.focus({ preventScroll: true });
  return dialog.returnValue;
}

/** One bar waits for another from now on. @param {HTMLElement} earlier @param {HTMLElement} bar */
export function tie(earlier, bar) {
  const [from, to] = [earlier.dataset.item ?? "", bar.dataset.item ?? ""];
  if (from === to) return;
  if (document.getElementById(`tie-${from}-${to}`)) return toast(`${to} waits for ${from} already`, `/items/${to}`);
  const link = drawn(earlier, bar, from, to);
  later([bar], async () => {
    const why = await send("relation.add", { source: to, type: "depends-on", target: from });
    if (why) link.remove();
    toast(why ? `${to} was not linked: ${why}` : `${to} waits for ${from}`, undefined, why ? undefined : undo);
  });
}

/** @param {HTMLElement} earlier @param {HTMLElement} bar @param {string} from @param {string} to */
function drawn(earlier, bar, from, to) {
  const link = document.createElement("i");
  const [r, s] = [earlier, bar].map(lineOf);
  link.className = `tl-link fresh${s < r ? " up" : ""}${bar.classList.contains("point") ? " to-point" : ""}`;
  link.id = `tie-${from}-${to}`;
  Object.assign(link.dataset, { from, to, kind: "FS" });
  link.style.cssText = `--r:${r};--s:${s}`;
  for (const one of [earlier, bar]) follow(link, one);
  document.querySelector(".tl-under")?.append(link);
  return link;
}

/** @param {HTMLElement} bar @returns {number} on which line it lies, of which not all need be here */
function lineOf(bar) {
  const row = bar.closest(".tl-row")?.getBoundingClientRect();
  const top = document.querySelector(".tl-under")?.getBoundingClientRect().top ?? 0;
  return row ? Math.round((row.top - top) / row.height) : 0;
}

/** Work without dates gets its days. @param {HTMLElement} line @param {Record<string, string>} days */
export function place(line, days) {
  const key = line.dataset.loose ?? "";
  later([line], async () => {
    const why = await send("item.update", { key, ...days, seen: line.dataset.version ?? "" });
    const words = said({ at: 0, days: 0, start: days.start ?? "", due: days.due ?? "" });
    toast(why ? `${key} was not placed: ${why}` : `${key}: ${words}`, `/items/${key}`, why ? undefined : undo);
  });
}
