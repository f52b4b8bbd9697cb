// Files are attached by choosing, dropping or pasting them; the page is brought up to date when they lie there. A picture that is
// pasted into a text stands in it, too.

import { refresh } from "../shell/refresh.js";

/** @returns {HTMLFormElement | null} */
const form = () => document.querySelector("form[data-upload]");

/** @param {Iterable<File>} files @param {HTMLTextAreaElement | null} [into] the text into which they were pasted */
async function send(files, into = null) {
  const one = form();
  if (!one) return;
  for (const file of files) {
    const body = new FormData();
    const token = one.elements.namedItem("csrfmiddlewaretoken");
    if (token instanceof HTMLInputElement) body.set(token.name, token.value);
    body.set("file", file, file.name || "pasted.png");
    const answer = await fetch(one.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!answer.ok) tell(one, await answer.text());
    else if (into && file.type.startsWith("image/")) show(into, file.name || "pasted.png", answer.headers.get("Content-Location") ?? "");
  }
  one.reset();
  refresh();
}

/** Write a picture into a text, where the cursor is. @param {HTMLTextAreaElement} into @param {string} name @param {string} address */
function show(into, name, address) {
  const before = into.value.slice(0, into.selectionStart);
  const words = `${before && !before.endsWith("\n") ? "\n" : ""}![${name.replace(/[[\]\\]/g, "")}](${address})\n`;
  into.setRangeText(words, into.selectionStart, into.selectionEnd, "end");
  into.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {HTMLFormElement} one @param {string} text */
function tell(one, text) {
  const told = one.parentElement?.querySelector("[data-told]") ?? document.createElement("p");
  told.setAttribute("data-told", "");
  told.setAttribute("role", "alert");
  told.className = "error";
  told.textContent = text;
  one.before(told);
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input instanceof HTMLInputElement && input.type === "file" && input.form?.matches("[data-upload]")) {
    send([...(input.files ?? [])]);
  }
});

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.matches("[data-upload]")) return;
  event.preventDefault();
});

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files;
  if (!files?.length || !form()) return;
  const into = event.target instanceof HTMLTextAreaElement ? event.target : null;
  // A table copied from elsewhere comes as a picture besides: in a text its words are meant.
  if (into && event.clipboardData?.types.includes("text/plain")) return;
  event.preventDefault();
  send([...files], into);
});

/** @param {DragEvent} event @returns {HTMLElement | null} */
function zone(event) {
  const over = event.target instanceof Element ? event.target.closest(".item") : null;
  const there = over && event.dataTransfer?.types.includes("Files") ? document.querySelector("[data-files]") : null;
  return there instanceof HTMLElement ? there : null;
}

document.addEventListener("dragover", (event) => {
  const there = zone(event);
  if (!there || !form()) return;
  event.preventDefault();
  there.dataset.over = "";
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector("[data-files]")?.removeAttribute("data-over");
});

document.addEventListener("drop", (event) => {
  const there = zone(event);
  if (!there || !form()) return;
  event.preventDefault();
  there.removeAttribute("data-over");
  send([...(event.dataTransfer?.files ?? [])]);
});
