// Lists the pages that this device has kept.

import { locale } from "../shell/say.js";

const list = document.getElementById("kept");
const pages = await caches.open("pages");
for (const request of (await pages.keys()).reverse()) {
  const answer = await pages.match(request);
  const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
  const link = document.createElement("a");
  link.href = request.url;
  link.textContent = page.title;
  const line = document.createElement("li");
  const at = new Date(page.documentElement.dataset.kept ?? 0);
  const when = document.createElement("time");
  when.className = "muted";
  when.textContent = at.toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
  line.append(link, when);
  list?.append(line);
}
if (list?.childElementCount) list.parentElement?.removeAttribute("hidden");
