// The search in the header: on the list it searches while one types; elsewhere Enter leads to the list, as leaving a page
// in the middle of a word would be odd.
/** @import { InputHTMLAttributes, KeyboardEvent } from "react" */
/** @import { SearchBoxProps } from "#wire" */
import { createElement as h } from "react";
import { useLocation, useNavigate } from "react-router";
import { SearchBox } from "../list/search_box.js";

/** @param {SearchBoxProps & Omit<InputHTMLAttributes<HTMLInputElement>, "value">} props */
export function GlobalSearch({ value, onSearch, ...rest }) {
  const navigate = useNavigate();
  const isList = useLocation().pathname === "/";
  if (isList) return h(SearchBox, { ...rest, value, onSearch });
  /** @param {KeyboardEvent<HTMLInputElement>} event */
  const handle = (event) => {
    const words = event.currentTarget.value.trim();
    if (event.key === "Escape" && words === "") event.currentTarget.blur();
    if (event.key === "Enter" && words) navigate(`/?query=${encodeURIComponent(words)}`);
  };
  return h("input", { ...rest, type: "search", onKeyDown: handle });
}
