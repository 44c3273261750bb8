// Texts that are too long for their place: cut at a word, with an ellipsis that says so.

/**
 * Return a text of at most so many characters. A single long word, such as a path, is cut within.
 * @param {string} text
 * @param {number} longest
 */
export function shortened(text, longest) {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest - 1);
  const place = /\s/.test(text[longest - 1]) ? kept.length : kept.search(/\s\S*$/);
  const whole = place >= longest / 2 ? kept.slice(0, place) : kept.replace(/[\uD800-\uDBFF]$/, "");
  return `${whole.replace(/[\s,;:([{“„-]+$/, "")}…`;
}
