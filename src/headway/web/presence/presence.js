// Says every few seconds that this item is open and seen, and shows who else has it open.

const EVERY = 12_000;
const slot = document.getElementById("here");
const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}") };
let timer = 0;

/** @param {boolean} [left] */
async function say(left = false) {
  clearTimeout(timer);
  const body = new URLSearchParams(left ? { left: "1" } : {});
  try {
    const answer = await fetch(`/items/${slot?.dataset.item}/here`, { method: "POST", headers, body, keepalive: left });
    // What is unchanged is not written anew, or whoever listens would hear it every few seconds.
    const text = answer.status === 200 ? (await answer.text()).trim() : "";
    if (!left && slot && answer.ok && slot.dataset.told !== text) {
      slot.innerHTML = text;
      slot.dataset.told = text;
    }
  } catch {
    // Without a connection nobody is known to be here; live.js says so.
    slot?.replaceChildren();
  }
  if (!left) timer = window.setTimeout(say, EVERY);
}

document.addEventListener("visibilitychange", () => say(document.hidden));
addEventListener("pagehide", () => say(true));
if (slot && !document.documentElement.dataset.kept && !document.hidden) say();
