// The choices of a menu that come from the tickets, in the order of the reader's alphabet: the database has another one.
/** @import { Choice } from "../kit/address.js" */
import { LOCALE, translateSent } from "./translate.js";

const alphabet = new Intl.Collator(LOCALE, { numeric: true });

/**
 * @param {string} field
 * @param {readonly Choice[]} choices
 * @returns {Choice[]}
 */
export function offered(field, choices) {
  // The names of tables are the app's, and not ServiceNow's.
  const named = field === "table" ? choices.map(([value, label]) => [value, translateSent(label)]) : [...choices];
  return /** @type {Choice[]} */ (named).sort(([, a], [, b]) => alphabet.compare(a, b));
}
