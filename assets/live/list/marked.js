// What a search found, marked where it stands: words from their beginning, whatever their letter case and accents.
import { createElement, Fragment } from "react";

const isWord = (sign) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The folded characters of a text, each with the place in the text that it comes from. */
function folded(text) {
  const signs = [];
  let place = 0;
  for (const sign of text) {
    for (const each of fold(sign)) signs.push([each, place, place + sign.length]);
    place += sign.length;
  }
  return signs;
}

function* foundIn(signs, word) {
  const wanted = [...word];
  const isNumber = /^\d{3,}$/.test(word);
  for (let start = 0; start + wanted.length <= signs.length; start += 1) {
    const begins = isNumber || !isWord(wanted[0]) || !isWord(signs[start - 1]?.[0]);
    if (begins && wanted.every((sign, step) => signs[start + step][0] === sign))
      yield [signs[start][1], signs[start + wanted.length - 1][2]];
  }
}

let lastView = null;
let lastWords = [];

/** What a view searches for; three hundred texts on a page ask for one view. */
function wordsOf(view) {
  if (view !== lastView)
    lastWords = fold(new URLSearchParams(view).get("query") ?? "")
      .split(/\s+/)
      .filter(Boolean);
  lastView = view;
  return lastWords;
}

export function Marked({ text, view }) {
  const words = wordsOf(view);
  if (words.length === 0 || !text) return text ?? null;
  const signs = folded(text);
  const found = words.flatMap((word) => [...foundIn(signs, word)]).sort(([one], [other]) => one - other);
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
