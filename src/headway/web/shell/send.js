// Runs a command of the catalogue from an island, and keeps how the last one is undone.

import { say } from "./say.js";

/** The numbers under which the last act of this page, with what belongs to it, can be undone. @type {number[]} */
export let undoable = [];

/** @param {number | null | undefined} seq @param {boolean} [also] whether it belongs to the act before it */
export function remember(seq, also = false) {
  undoable = [...(also ? undoable : []), ...(seq ? [seq] : [])];
}

/**
 * Run a command. @param {string} name @param {Record<string, string>} fields @param {boolean} [also] whether it is undone together
 * with the one before it @returns {Promise<string>} the refusal, or nothing
 */
export async function send(name, fields, also = false) {
  const idempotency = crypto.getRandomValues(new Uint32Array(4)).join("");
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}") };
  try {
    const body = new URLSearchParams({ ...fields, idempotency });
    const answer = await fetch(`/act/${name}`, { method: "POST", headers, body, keepalive: body.toString().length < 60_000 });
    if (answer.ok) {
      remember(JSON.parse(answer.headers.get("HX-Trigger") ?? "{}")["headway:done"]?.undo, also);
      return "";
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const why = page.querySelector("#act .notice p, #act .error")?.textContent?.trim();
    return why || say("the server did not take it; reload the page and try again");
  } catch {
    return say("the server did not answer; try again");
  }
}
