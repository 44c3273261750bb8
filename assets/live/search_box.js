// Search as one types: the address follows a moment after the last key, and the text follows the address when one goes back.
import { createElement, useEffect, useRef, useState } from "react";

// Fast typing is 100 ms a key: each key is searched for, but not what a held key repeats.
const PAUSE_MILLISECONDS = 40;

export function SearchBox({ value, onSearch, ...rest }) {
  const [text, setText] = useState(value);
  const box = useRef(null);
  const timer = useRef(0);

  useEffect(() => {
    if (document.activeElement !== box.current) setText(value);
  }, [value]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const change = (event) => {
    const typed = event.target.value;
    setText(typed);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => onSearch(typed), PAUSE_MILLISECONDS);
  };
  return createElement("input", { ...rest, ref: box, type: "search", value: text, onChange: change });
}
