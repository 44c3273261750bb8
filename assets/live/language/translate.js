// What the page says, in the reader's language. The English text is the key, so that code reads as it did; the
// catalogue of another language is loaded before the page (choose_language.js), and English has none.

/**
 * A text, or its plural forms by the names of Intl.PluralRules.
 * @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Entry
 * @typedef {Record<string, string | number>} Values
 */

const ENGLISH = { name: "en", locale: undefined, catalogue: { texts: {}, sentences: {} } };
const language = typeof window === "undefined" ? ENGLISH : (window.language ?? ENGLISH);
/** @type {Record<string, Entry>} */
const texts = language.catalogue.texts;
/** @type {Record<string, string>} */
const sentences = language.catalogue.sentences;

/** The language of the page: "en" or "de". */
export const LANGUAGE = language.name;
/** The locale of dates and numbers; the browser's own where the page is rendered without one. */
export const LOCALE = language.locale;

const rules = new Intl.PluralRules(LOCALE);
const numbers = new Intl.NumberFormat(LOCALE);

/**
 * Return a whole number or a fraction as the reader writes it.
 * @param {number} number
 */
export const written = (number) => numbers.format(number);

/**
 * @param {string} pattern
 * @param {Values} [values]
 */
function filled(pattern, values) {
  if (!values) return pattern;
  /** @param {string | number} value */
  const shown = (value) => (typeof value === "number" ? written(value) : value);
  return pattern.replaceAll(/\{(\w+)\}/g, (whole, name) => shown(values[name] ?? whole));
}

/**
 * Return a text in the reader's language, with its values in the places that have their names.
 * @param {string} english
 * @param {Values} [values]
 */
export function translate(english, values) {
  const found = texts[english];
  return filled(typeof found === "string" ? found : english, values);
}

/**
 * Return a text that counts, such as "1 ticket" and "3 tickets"; the key is the one for many.
 * @param {number} count
 * @param {string} one
 * @param {string} many
 * @param {Values} [values]
 */
export function translatePlural(count, one, many, values) {
  const found = texts[many];
  const forms = typeof found === "object" ? found : { other: found };
  const pattern = forms[rules.select(count)] ?? forms.other ?? (count === 1 ? one : many);
  return filled(pattern, { count: written(count), ...values });
}

/** @param {string} pattern */
const withoutValues = (pattern) => pattern.replaceAll(/\{\w+\}/g, "");

// What a value may be: "{number} changed" is about a ticket, and not about "Password changed".
/** @type {Record<string, string>} */
const FORMS = { count: "([\\d.,]+)", number: "(\\S*\\d\\S*)" };

/** @param {string} key */
function patternOf(key) {
  const names = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const escaped = key.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
  const filledIn = escaped.replaceAll(/\{([a-z]+)\w*\}/g, (_, name) => FORMS[name] ?? "(.+?)");
  return { key, pattern: new RegExp(`^${filledIn}$`, "s"), names };
}

// The most telling first: "Watched ticket {number} changed" fits what "{text} changed" fits as well.
const patterns = Object.keys(sentences)
  .filter((key) => key.includes("{"))
  .sort((a, b) => withoutValues(b).length - withoutValues(a).length)
  .map(patternOf);

/** @param {string} text */
const capitalized = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/**
 * Return a word of ours, such as a field's label; in the middle of a sentence it begins with a small letter.
 * @param {string} word
 * @returns {string | undefined}
 */
const labelled = (word) => sentences[word] ?? sentences[capitalized(word)];

// What the app words itself where a field holds no text: nothing, or whether something is so.
const OWN_VALUES = /( |→ )(none|Yes|No)(?= →|$)/g;
// Values of a sentence that are sentences themselves, such as why ServiceNow cannot be reached, and what to do.
const SENTENCES = new Set(["reason", "remedy", "wait", "page"]);

/**
 * Return "Category network → software" or "State: On Hold" with its label in the reader's language.
 * @param {string} text
 */
function withLabel(text) {
  const [, name, value] = /^([^:→]{2,40}): (.*)$/s.exec(text) ?? [];
  if (name !== undefined && labelled(name))
    return `${labelled(name)}: ${value === "Yes" || value === "No" ? labelled(value) : value}`;
  const words = text.slice(0, Math.max(0, text.indexOf(" → "))).split(" ");
  for (let length = words.length - 1; length > 0; length -= 1) {
    const label = labelled(words.slice(0, length).join(" "));
    if (label) {
      const change = text.slice(words.slice(0, length).join(" ").length);
      return label + change.replaceAll(OWN_VALUES, (_, before, value) => before + (labelled(value) ?? value));
    }
  }
  return undefined;
}

// Figures come as 0.93; an interval's ends are as exact as they are sent.
const DECIMAL = /^-?\d+\.\d{1,3}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DATE = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/**
 * Return a value of a sentence. `{what}` is words of ours, such as the labels of fields; a state, a name or a text of
 * ServiceNow stays as it came.
 * @param {string} name
 * @param {string} value
 */
function inWords(name, value) {
  // The app writes 1,234.
  if (name === "count" && /^\d{1,3}(,\d{3})+$/.test(value)) return written(Number(value.replaceAll(",", "")));
  if (SENTENCES.has(name)) return found(value);
  if (DECIMAL.test(value)) return written(Number(value));
  if (name === "day" && DAY.test(value)) return DATE.format(new Date(value));
  if (name === "list") return value.split("; ").map(found).join("; ");
  if (name !== "what") return value;
  const words = value.split(", ").map((word) => labelled(word) ?? word);
  return withLabel(value) ?? words.join(", ");
}

/**
 * @param {string} sentence
 * @returns {string}
 */
function found(sentence) {
  const whole = labelled(sentence);
  if (whole) return whole;
  if (sentence.includes(" · ")) return sentence.split(" · ").map(found).join(" · ");
  for (const { key, pattern, names } of patterns) {
    const match = pattern.exec(sentence);
    if (match)
      return filled(
        sentences[key],
        Object.fromEntries(names.map((name, place) => [name, inWords(name, match[place + 1])])),
      );
  }
  if (sentence.includes("; ")) return sentence.split("; ").map(found).join("; ");
  if (/[.?] (?=\p{Lu}|\d)/u.test(sentence))
    return sentence
      .split(/(?<=[.?]) (?=\p{Lu}|\d)/u)
      .map(found)
      .join(" ");
  return withLabel(sentence) ?? sentence;
}

/** @type {Map<string, string>} */
const known = new Map();
const MOST_KNOWN = 500;

/**
 * Return what the app has worded, such as a notification, in the reader's language: frames are shared by readers of
 * all languages. What no sentence of the catalogue fits stays as it came.
 * @param {string} sentence
 */
export function translateSent(sentence) {
  if (LANGUAGE === "en" || !sentence) return sentence;
  const before = known.get(sentence);
  if (before !== undefined) return before;
  const text = found(sentence);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(sentence, text);
  return text;
}
