// What scripts say, in the reader's language: his page loads its words before the scripts that use them.

/** @type {Record<string, string | string[]>} A message, or «one|many», -> its text, or its forms. */
const words = /** @type {any} */ (globalThis).headwayWords ?? {};

/** @param {string} text @param {Record<string, string | number>} facts */
const filled = (text, facts) => text.replace(/%\((\w+)\)s|%%/g, (_, name) => (name ? String(facts[name] ?? "") : "%"));

/** The language in which days are written; in English as the browser has it. @type {string | undefined} */
export const locale = document.documentElement.lang === "en" ? undefined : document.documentElement.lang;

/** Say a message; its places («%(key)s») are filled with facts. @param {string} message @param {Record<string, string | number>} [facts] */
export const say = (message, facts = {}) => filled(String(words[message] ?? message), facts);

/** Say a message that means different things in different places. @param {string} context @param {string} message */
export const sayAs = (context, message) => filled(String(words[`${context}|${message}`] ?? message), {});

/**
 * Say a message in the form that a count takes; «%(num)s» is the count.
 * @param {string} one @param {string} many @param {number} count @param {Record<string, string | number>} [facts]
 */
export function sayN(one, many, count, facts = {}) {
  const forms = words[`${one}|${many}`] ?? [one, many];
  return filled(forms[count === 1 ? 0 : 1], { num: count, ...facts });
}
