// Search while typing: the address follows each key, and the text follows the address after Back.
/** @import { ChangeEvent, InputHTMLAttributes, KeyboardEvent } from "react" */
/** @import { SearchBoxProps } from "#wire" */
import { createElement, useEffect, useRef, useState } from "react";
import { markSearchStarted } from "../kit/address.js";

// Fast typing is 100 ms a key: each is searched for at once. What a held key repeats, each 33 ms, is waited out.
const PAUSE_MILLISECONDS = 40;

/** @param {string} text */
const wordsOf = (text) => text.split(/\s+/).filter(Boolean).join(" ");

/** @param {SearchBoxProps & Omit<InputHTMLAttributes<HTMLInputElement>, "value">} props */
export function SearchBox({ value, onSearch, ...rest }) {
  const [text, setText] = useState(value);
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const timer = useRef(0);
  const waiting = useRef(/** @type {(() => void) | null} */ (null)); // a search that will be sent
  const typedAt = useRef(-PAUSE_MILLISECONDS);

  // What was searched for comes back as the address while the user types on; other words come from a navigation.
  const sent = useRef(/** @type {Set<string>} */ (new Set()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text follows the address, and not the other way round.
  useEffect(() => {
    const isOwn = sent.current.delete(value);
    if (value === wordsOf(text)) sent.current.clear();
    if (!isOwn || document.activeElement !== box.current) setText(value);
  }, [value]);
  const forget = () => {
    window.clearTimeout(timer.current);
    waiting.current = null;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the field goes.
  useEffect(() => forget, []);

  /** @param {ChangeEvent<HTMLInputElement>} event */
  const change = (event) => {
    const typed = event.target.value;
    setText(typed);
    const isRepeated = performance.now() - typedAt.current < PAUSE_MILLISECONDS;
    typedAt.current = performance.now();
    const search = () => {
      forget();
      if (wordsOf(typed) !== value) sent.current.add(wordsOf(typed));
      onSearch(typed);
      markSearchStarted();
    };
    forget();
    waiting.current = search;
    if (isRepeated) timer.current = window.setTimeout(search, PAUSE_MILLISECONDS);
    else search();
  };
  // What is done next, such as leaving the page, must not be overtaken by it.
  const searchNow = () => waiting.current?.();
  // The browser empties the field with Escape; the next one leaves it.
  /** @param {KeyboardEvent} event */
  const leave = (event) => {
    if (event.key === "Escape" && text === "") box.current?.blur();
  };
  const listeners = { onChange: change, onKeyDown: leave, onBlur: searchNow };
  return createElement("input", { ...rest, ...listeners, ref: box, type: "search", value: text });
}
