// The initials of a person in a circle, in a colour that is always the same for one name.
/** @import { AvatarProps } from "#wire" */
import { createElement } from "react";

const COLOURS = 6;

/**
 * Return the first letters of the first and the last word: "KM" for "Kwame Mensah", "A" for "admin".
 * @param {string} name
 */
export function initials(name) {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return chosen.map((word) => [...word].find((letter) => /[\p{L}\p{N}]/u.test(letter))?.toUpperCase() ?? "").join("");
}

/** @param {string} name */
function colourOf(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973;
  return sum % COLOURS;
}

/** @param {AvatarProps} props */
export function Avatar({ name }) {
  return createElement(
    "span",
    { className: "initials", "data-colour": colourOf(name), "aria-hidden": true, translate: "no" },
    initials(name) || "–",
  );
}
