// Fetches the page anew and morphs its main region, leaving alone whatever somebody is typing in.

/** @type {any} */
const htmx = window.htmx;

/** @param {Element} control @returns {boolean} whether it holds something that its author has not sent yet */
function isDirty(control) {
  if (control instanceof HTMLSelectElement) {
    const preset = [...control.options].filter((option) => option.defaultSelected);
    const expected = preset.length || control.multiple ? preset : [...control.options].slice(0, 1);
    const chosen = [...control.selectedOptions];
    return chosen.length !== expected.length || chosen.some((option) => !expected.includes(option));
  }
  if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
  if (!(control instanceof HTMLInputElement) || control.type === "hidden") return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  return control.value !== control.defaultValue;
}

/** @param {Element} root @returns {boolean} whether somebody has begun to fill it in */
export function hasDraft(root) {
  return [...root.querySelectorAll("input, textarea, select")].some(isDirty);
}

/** @param {Element} node @returns {boolean} whether a morph must leave it as it is */
function isKept(node) {
  if (node instanceof HTMLFormElement) return hasDraft(node);
  return node.matches("input, textarea, select") && (node === document.activeElement || isDirty(node));
}

htmx.registerExtension("headway-keep", {
  htmx_before_morph_node: (/** @type {Element} */ node) => !isKept(node),
  htmx_before_morph_attr: (/** @type {Element} */ node, /** @type {{attrName: string}} */ detail) =>
    !(node instanceof HTMLDetailsElement && detail.attrName === "open"),
});

/** @type {Promise<void> | null} */
let running = null;
let again = false;
let outdated = false;
let earliest = 0;

/** What is to be brought up to date with the page, and is no part of it. @type {Set<() => Promise<unknown>>} */
export const alongside = new Set();

/** Bring the main region up to date with an act of one's own: what was asked for before it is not shown. */
export function refresh() {
  outdated = true;
  return renew();
}

/** Calls that come while one is under way are taken together. */
function renew() {
  if (running) again = true;
  else running = fetched().finally(() => (running = null));
  return running;
}

async function fetched() {
  const began = performance.now();
  try {
    do {
      outdated = again = false;
      const answer = await fetch(location.pathname + location.search, { headers: { "HX-Request": "true" } });
      if (answer.status === 401) location.reload();
      const text = answer.redirected || answer.status >= 500 ? "" : await answer.text();
      if (!outdated) await morph(text);
      await Promise.all([...alongside].map((one) => one()));
    } while (outdated);
  } catch {
    // Without a connection the page stays as it is; live.js says so.
  }
  const took = performance.now() - began;
  earliest = performance.now() + Math.min(5000, Math.max(250, 4 * took));
  if (again) later();
}

/** @param {string} text a whole page */
async function morph(text) {
  const main = document.getElementById("main");
  if (main && text.includes('id="main"')) {
    const giveBack = holdFocus();
    await htmx.swap({ text, target: main, sourceElement: main, select: "#main", swap: "outerMorph" });
    giveBack();
  }
}

const FOCUSABLE = "a, button, input, select, textarea, summary, [tabindex]";

/** A node that a morph moves or makes anew loses the focus. @returns {() => void} gives it back where it was lost */
function holdFocus() {
  const one = document.activeElement;
  if (!(one instanceof HTMLElement) || one === document.body) return () => {};
  const home = one.closest("[id]");
  const place = home ? [home, ...home.querySelectorAll(FOCUSABLE)].indexOf(one) : -1;
  // What goes hands the focus on to what stood behind it, or else before it.
  const heir = (home?.nextElementSibling ?? home?.previousElementSibling)?.id;
  const rows = [...document.querySelectorAll("main [data-row]")];
  const passed = rows.filter((row) => row === one || row.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING).length;
  const give = () => {
    if (document.activeElement !== document.body) return;
    const there = home && document.getElementById(home.id);
    if (home && !there && !one.isConnected && heir) {
      const first = document.getElementById(heir)?.querySelector("a, button, summary");
      if (first instanceof HTMLElement) first.focus({ preventScroll: true });
      return;
    }
    const again = there ? [there, ...there.querySelectorAll(FOCUSABLE)][place] : null;
    const next = one.isConnected ? one : again;
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  };
  return () => {
    give();
    if (document.activeElement !== document.body || document.querySelector("dialog[open]")) return;
    // What had the focus is gone: the row that took its place has it, or else the page does.
    const left = [...document.querySelectorAll("main [data-row]")];
    const near = left[Math.min(Math.max(0, passed - 1), left.length - 1)] ?? document.getElementById("main");
    if (near instanceof HTMLElement) near.focus({ preventScroll: true });
  };
}

let timer = 0;
let stale = false;

/** Refresh soon: changes that come in a burst are taken together, and a hidden page waits until it is seen. */
export function later() {
  if (document.hidden) {
    stale = true;
    return;
  }
  clearTimeout(timer);
  timer = window.setTimeout(renew, Math.max(100, earliest - performance.now()));
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && stale) {
    stale = false;
    later();
  }
});
