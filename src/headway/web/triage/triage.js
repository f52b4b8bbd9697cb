// Keys of the queue: each presses its button on the issue that has the focus, or on the first. And the issues further on, which
// are added before the end of those that are there is reached.

/** @type {any} */
const htmx = window.htmx;

let going = -Infinity;

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
  if (target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  // A key after g leads to another place.
  const gone = performance.now() - going < 1500;
  going = event.key === "g" ? performance.now() : -Infinity;
  if (gone) return;
  const row = target.closest("[data-triage]") ?? document.querySelector("[data-triage]");
  const button = row?.querySelector(`[data-triage-key="${CSS.escape(event.key)}"]`);
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.focus();
  button.click();
  if (button.matches("summary")) /** @type {HTMLElement | null} */ (button.parentElement?.querySelector(".entry"))?.focus();
});

let adding = false;
const eye = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && add(), { rootMargin: "1500px 0px" });

/** Look for the end of what is there, which may be another one now. */
function look() {
  eye.disconnect();
  const end = document.getElementById("triage-more");
  if (end) eye.observe(end);
}

/** Add the issues that come next; the address says then how many there are, for whoever asks for the page anew. */
async function add() {
  const end = document.getElementById("triage-more");
  const link = end?.querySelector("a");
  if (adding || !end || !link) return;
  adding = true;
  const here = location.href;
  try {
    const answer = await fetch(link.dataset.next ?? "", { headers: { "HX-Request": "true" } });
    const text = answer.status === 200 && !answer.redirected ? await answer.text() : "";
    if (text && link.isConnected && location.href === here) {
      history.replaceState(history.state, "", link.href);
      await htmx.swap({ text, target: end, sourceElement: end, swap: "outerHTML" });
      once();
    }
  } catch {
    // Without a connection the link stays, and can be pressed.
  } finally {
    adding = false;
  }
  if (!link.isConnected) look();
}

/** An issue that moved down the queue meanwhile came twice. */
function once() {
  const seen = new Set();
  for (const row of document.querySelectorAll(".triage > li")) seen.has(row.id) ? row.remove() : seen.add(row.id);
}

document.addEventListener("htmx:after:swap", look);
look();
