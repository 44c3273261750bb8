// Highlights what a search has found: words from their beginning, whatever their letter case and accents.
/** @import { MarkedProps } from "#wire" */
import { createElement, Fragment } from "react";
import { createStore } from "../kit/store.js";

/** @typedef {[character: string, start: number, end: number]} Folded */

/** @param {string | undefined} character */
const isWord = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
/** @param {string} text */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Return the folded characters of a text, each with the place in the text that it comes from.
 * @param {string} text
 */
function folded(text) {
  /** @type {Folded[]} */
  const characters = [];
  let place = 0;
  for (const character of text) {
    for (const each of fold(character)) characters.push([each, place, place + character.length]);
    place += character.length;
  }
  return characters;
}

/**
 * Yield where a word begins and ends.
 * @param {Folded[]} characters
 * @param {string} word
 */
function* foundIn(characters, word) {
  const wanted = [...word];
  const isNumber = /^\d{3,}$/.test(word);
  for (let start = 0; start + wanted.length <= characters.length; start += 1) {
    const begins = isNumber || !isWord(wanted[0]) || !isWord(characters[start - 1]?.[0]);
    if (begins && wanted.every((character, step) => characters[start + step][0] === character))
      yield [characters[start][1], characters[start + wanted.length - 1][2]];
  }
}

// Three hundred texts on a page ask for one view.
const last = createStore({ view: "", words: /** @type {string[]} */ ([]) });

/**
 * Return the words that a view searches for.
 * @param {string} view
 */
function wordsOf(view) {
  if (view !== last.get().view) {
    const query = new URLSearchParams(view).get("query") ?? "";
    last.update({ view, words: fold(query).split(/\s+/).filter(Boolean) });
  }
  return last.get().words;
}

/** @param {MarkedProps} props */
export function Marked({ text, view }) {
  const words = wordsOf(view);
  if (words.length === 0 || !text) return text ?? null;
  const characters = folded(text);
  const found = words.flatMap((word) => [...foundIn(characters, word)]).sort(([one], [other]) => one - other);
  const parts = [];
  let done = 0;
  for (const [start, end] of found) {
    if (end <= done) continue;
    const begin = Math.max(start, done);
    parts.push(text.slice(done, begin), createElement("mark", { key: begin }, text.slice(begin, end)));
    done = end;
  }
  return createElement(Fragment, null, ...parts, text.slice(done));
}
