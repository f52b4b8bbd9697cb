// What this browser opened last in a workspace: addresses alone, kept in it and nowhere else; the server says what they
// are called now, to whoever may know.

const MOST = 20;
const name = `headway-recent-${document.body.dataset.workspace ?? ""}`;

/** @returns {string[]} the last one first */
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Remember an address. @param {string} href */
export function remember(href) {
  try {
    const others = recent().filter((one) => one !== href);
    localStorage.setItem(name, JSON.stringify([href, ...others].slice(0, MOST)));
  } catch {
    // A browser that keeps nothing has nothing recent.
  }
}
