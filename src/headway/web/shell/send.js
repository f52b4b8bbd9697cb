// Runs a command of the catalogue from an island, and keeps how the last one is undone.

import { say } from "./say.js";

/** The number under which the last act of this page can be undone; 0 where there is none. */
export let undoable = 0;

/** @param {number | null | undefined} seq */
export function remember(seq) {
  undoable = seq ?? 0;
}

/** Run a command. @param {string} name @param {Record<string, string>} fields @returns {Promise<string>} the refusal, or nothing */
export async function send(name, fields) {
  const idempotency = crypto.getRandomValues(new Uint32Array(4)).join("");
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}") };
  try {
    const body = new URLSearchParams({ ...fields, idempotency });
    const answer = await fetch(`/act/${name}`, { method: "POST", headers, body, keepalive: body.toString().length < 60_000 });
    if (answer.ok) {
      remember(JSON.parse(answer.headers.get("HX-Trigger") ?? "{}")["headway:done"]?.undo);
      return "";
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const why = page.querySelector("#act .notice p, #act .error")?.textContent?.trim();
    return why || say("the server did not take it; reload the page and try again");
  } catch {
    return say("the server did not answer; try again");
  }
}
