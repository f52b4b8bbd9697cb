// Puts a goal beneath another: dragged onto it by mouse, or moved in and out by keys. The server says what cannot be.

import { hold, later, places } from "../shell/ahead.js";
import { say } from "../shell/say.js";
import { send } from "../shell/send.js";
import { toast, undo } from "../shell/shell.js";

const root = () => document.querySelector("ul.goals[data-may]");
const top = () => document.getElementById("goals-top");

/** @param {EventTarget | Element | null | undefined} target @returns {HTMLElement | null} the goal of whose line it is */
function branchAt(target) {
  const line = target instanceof Element ? target.closest("ul.goals[data-may] .goals-goal") : null;
  return line?.closest(".goals-branch") ?? null;
}

/** @param {Element | null | undefined} branch @returns {HTMLElement | null} the goal above it */
const above = (branch) => branch?.parentElement?.closest(".goals-branch") ?? null;

/** @param {Element} branch */
const named = (branch) => branch.querySelector(".goals-name")?.textContent ?? "";

/** The list of those beneath a goal, made where there is none; null is the top. @param {HTMLElement | null} parent */
function beneath(parent) {
  if (!parent) return root();
  const there = parent.querySelector(":scope > .goals-beneath");
  if (there) return there;
  const list = document.createElement("ul");
  list.className = "goals-beneath";
  parent.append(list);
  return list;
}

/** @param {HTMLElement} branch @param {HTMLElement | null} parent null for the top */
function adopt(branch, parent) {
  const from = above(branch);
  if (parent === from || parent === branch) return;
  const back = places([branch]);
  const focus = document.activeElement;
  // A goal cannot be shown within itself; why it cannot stand there is the server's to say.
  if (!parent || !branch.contains(parent)) beneath(parent)?.append(branch);
  if (focus instanceof HTMLElement && branch.contains(focus)) focus.focus();
  branch.scrollIntoView({ block: "nearest" });
  const key = branch.dataset.item ?? "";
  later([branch], async () => {
    const to = parent?.dataset.item ?? "";
    const why = await send("item.update", { key, parent: to, "was.parent": branch.dataset.parent ?? "", seen: branch.dataset.version ?? "" });
    if (why) back();
    else moved(branch, to);
    const stands = parent ? say("%(key)s stands beneath %(goal)s", { key, goal: named(parent) }) : say("%(key)s stands at the top", { key });
    toast(why ? say("%(key)s was not moved: %(why)s", { key, why }) : stands, why ? `/items/${key}` : undefined, why ? undefined : undo);
  });
}

/** Each act makes the goal one version older. @param {HTMLElement} branch @param {string} parent */
function moved(branch, parent) {
  branch.dataset.version = String(Number(branch.dataset.version) + 1);
  branch.dataset.parent = parent;
}

/** @type {HTMLElement | null} */
let dragged = null;
/** Onto what it was let go: a goal, or null for the top. @type {HTMLElement | null | undefined} */
let target;

document.addEventListener("dragstart", (event) => {
  dragged = branchAt(event.target);
  if (!dragged || !event.dataTransfer) return;
  target = undefined;
  hold(1);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.item ?? "");
  requestAnimationFrame(() => {
    dragged?.classList.add("dragging");
    if (above(dragged)) top()?.removeAttribute("hidden");
  });
});

/** @param {Element | null} one */
function over(one) {
  for (const other of document.querySelectorAll(".goals-over")) if (other !== one) other.classList.remove("goals-over");
  one?.classList.add("goals-over");
}

/** @param {DragEvent} event @returns {Element | null} where it may be let go */
function landing(event) {
  const one = event.target instanceof Element ? event.target.closest("#goals-top, .goals-goal") : null;
  return one && branchAt(one) !== dragged ? one : null;
}

document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  const one = landing(event);
  over(one);
  if (one) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const one = dragged && landing(event);
  if (!one) return;
  event.preventDefault();
  target = branchAt(one);
});

document.addEventListener("dragend", () => {
  over(null);
  top()?.setAttribute("hidden", "");
  const branch = dragged;
  dragged = null;
  if (!branch) return;
  branch.classList.remove("dragging");
  if (target !== undefined) adopt(branch, target);
  hold(-1);
});

document.addEventListener("keydown", (event) => {
  const branch = branchAt(event.target);
  if (!branch || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowRight") {
    event.preventDefault();
    const before = branch.previousElementSibling;
    if (before instanceof HTMLElement) adopt(branch, before);
  } else if (event.key === "ArrowLeft") {
    event.preventDefault();
    const parent = above(branch);
    if (parent) adopt(branch, above(parent));
  }
});
