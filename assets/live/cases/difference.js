// The difference of two texts, word by word, for people.
import { createElement as h } from "react";

/** @typedef {{ kind: "same" | "removed" | "added", text: string }} Part */

// The table has a cell for each pair of words: a million are 30 ms.
const MOST_PAIRS = 1_000_000;

/** @param {string} text */
const wordsOf = (text) => text.match(/\s+|[^\s]+/g) ?? [];

/**
 * Return how long the longest common sequence is from each pair of places on.
 * @param {string[]} before
 * @param {string[]} after
 */
function lengths(before, after) {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      table[i * width + j] =
        before[i] === after[j]
          ? table[(i + 1) * width + j + 1] + 1
          : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  return table;
}

/**
 * Return the parts that two texts share, and those that only one of them has.
 * @param {string} before
 * @param {string} after
 * @returns {Part[]}
 */
export function difference(before, after) {
  const old = wordsOf(before);
  const now = wordsOf(after);
  if (before === after) return before ? [{ kind: "same", text: before }] : [];
  if (old.length * now.length > MOST_PAIRS)
    return [
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ];
  const table = lengths(old, now);
  /** @type {Part[]} */
  const parts = [];
  /** @param {Part["kind"]} kind @param {string} text */
  const add = (kind, text) => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else parts.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const goes = (i + 1) * (now.length + 1) + j;
    const comes = i * (now.length + 1) + j + 1;
    if (i < old.length && j < now.length && old[i] === now[j]) {
      add("same", old[i++]);
      j++;
    } else if (j >= now.length || (i < old.length && table[goes] >= table[comes])) add("removed", old[i++]);
    else add("added", now[j++]);
  }
  return parts;
}

const ELEMENTS = /** @type {const} */ ({ same: "span", removed: "del", added: "ins" });

/** @param {{ before: string, after: string }} props */
export function Difference({ before, after }) {
  return h(
    "p",
    { className: "difference prose", dir: "auto" },
    difference(before, after).map(({ kind, text }, place) => h(ELEMENTS[kind], { key: place }, text)),
  );
}
