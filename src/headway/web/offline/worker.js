// The service worker: pages come from the server, and as they last were where it cannot be reached. It sends nothing.
// The server puts `VERSION`, a digest of all static files, in front of this text.

const FILES = `files-${self.VERSION}`;
const PAGES = "pages";
const MOST = 60;
const LASTING = /^\/(static|icons|words)\/.*[.-][0-9a-f]{8,}\./;

self.addEventListener("install", (event) => {
  event.waitUntil(stock().then(() => self.skipWaiting()));
});

async function stock() {
  const answer = await fetch("/offline");
  await withFiles(await answer.clone().text());
  await (await caches.open(FILES)).put("/offline", answer);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(begin());
});

async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith("files-") && name !== FILES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { method, mode, url: address } = event.request;
  const url = new URL(address);
  if (url.origin !== location.origin) return;
  if (mode === "navigate") event.respondWith(method === "GET" ? page(event, url) : form(event));
  else if (method === "GET" && LASTING.test(url.pathname)) event.respondWith(file(event.request));
});

/** Somebody signs in or out or changes the workspace: what was kept is not for whoever comes next. */
async function form(event) {
  await caches.delete(PAGES);
  return fetch(event.request);
}

async function page(event, url) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    if (answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html")) {
      event.waitUntil(keep(url, answer.clone()));
    }
    return answer;
  } catch {
    const pages = await caches.open(PAGES);
    return (await pages.match(url.pathname + url.search)) ?? (await caches.match("/offline")) ?? Response.error();
  }
}

/** Keep a member's page with the time at which it was true; the oldest makes room. Other pages are nobody's. */
async function keep(url, answer) {
  const text = await answer.text();
  if (url.pathname === "/sign-in") return caches.delete(PAGES);
  if (!text.includes("<body data-workspace=")) return;
  await withFiles(text);
  const pages = await caches.open(PAGES);
  const address = url.pathname + url.search;
  const dated = text.replace("<html ", `<html data-kept="${new Date().toISOString()}" `);
  await pages.delete(address);
  await pages.put(address, new Response(dated, { headers: answer.headers }));
  const kept = await pages.keys();
  await Promise.all(kept.slice(0, -MOST).map((one) => pages.delete(one)));
}

/** Keep the styles, scripts and pictures that a page names, and what its scripts import. */
async function withFiles(text) {
  const named = [...text.matchAll(/(?:href|src)="([^"#]+)/g)].map((one) => new URL(one[1], location.origin));
  await Promise.all(named.filter((one) => one.origin === location.origin && LASTING.test(one.pathname)).map(imported));
}

async function imported(url) {
  const files = await caches.open(FILES);
  if (await files.match(url.pathname)) return;
  const answer = await file(new Request(url.pathname));
  if (!url.pathname.endsWith(".js") || !answer.ok) return;
  const names = [...(await answer.text()).matchAll(/^\s*(?:import|}) .*?from "(\.[^"]+)"/gm)];
  await Promise.all(names.map((one) => imported(new URL(one[1], url))));
}

/** Files whose names hold a digest of their content stay right for ever. */
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    await (await caches.open(FILES)).put(request, copy);
  }
  return answer;
}
