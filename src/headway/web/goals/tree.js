// Puts a goal beneath another: dragged onto it, or moved in and out by keys. The server says what cannot be.

import { later, places } from "../shell/ahead.js";
import { drags } from "../shell/drag.js";
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

drags((on) => {
  const branch = branchAt(on);
  if (!branch) return null;
  /** Onto what it would be let go: a goal, or null for the top. @type {HTMLElement | null | undefined} */
  let target;
  return {
    axis: "y",
    begin: () => {
      branch.classList.add("dragging");
      if (above(branch)) top()?.removeAttribute("hidden");
    },
    move: ({ under }) => {
      const one = under?.closest("#goals-top, .goals-goal") ?? null;
      const landing = one && branchAt(one) !== branch ? one : null;
      over(landing);
      target = landing ? branchAt(landing) : undefined;
      return target ? `${named(branch)} → ${named(target)}` : named(branch);
    },
    end: (dropped) => {
      over(null);
      top()?.setAttribute("hidden", "");
      branch.classList.remove("dragging");
      if (dropped && target !== undefined) adopt(branch, target);
    },
  };
});

/** @param {Element | null} one */
function over(one) {
  for (const other of document.querySelectorAll(".goals-over")) if (other !== one) other.classList.remove("goals-over");
  one?.classList.add("goals-over");
}

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
