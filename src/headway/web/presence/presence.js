// Says every few seconds that this item is open and seen, and shows who else has it open.

const EVERY = 12_000;
const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}") };
let timer = 0;
let item = "";

/** The place where it is shown: on the item's page, or in the panel beside a list. @returns {HTMLElement | null} */
const slot = () => document.querySelector("main .here, #peek .here");

/** @param {string} key @param {boolean} [left] */
async function say(key, left = false) {
  clearTimeout(timer);
  if (!key) return;
  const body = new URLSearchParams(left ? { left: "1" } : {});
  try {
    const answer = await fetch(`/items/${key}/here`, { method: "POST", headers, body, keepalive: left });
    // What is unchanged is not written anew, or whoever listens would hear it every few seconds.
    const text = answer.status === 200 ? (await answer.text()).trim() : "";
    const place = slot();
    if (!left && place?.dataset.item === key && answer.ok && place.dataset.told !== text) {
      place.innerHTML = text;
      place.dataset.told = text;
    }
  } catch {
    // Without a connection nobody is known to be here; live.js says so.
    slot()?.replaceChildren();
  }
  if (!left && key === item) timer = window.setTimeout(() => say(item), EVERY);
}

/** Another item is open, or none. */
function turn() {
  const now = slot()?.dataset.item ?? "";
  if (now === item) return;
  say(item, true);
  item = now;
  if (!document.hidden) say(item);
}

if (!document.documentElement.dataset.kept) {
  document.addEventListener("visibilitychange", () => say(item, document.hidden));
  addEventListener("pagehide", () => say(item, true));
  document.addEventListener("headway:peek", turn);
  turn();
}
