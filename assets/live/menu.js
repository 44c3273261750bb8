// The native menu, which works with any reader and any key. What is chosen is always offered, though no ticket has it.
import { createElement } from "react";

const option = ([value, label]) => createElement("option", { key: value, value }, label);

export function Menu({ choices, value, anything, onChoose, ...rest }) {
  const offered = anything ? [["", anything], ...choices] : choices;
  const missing = value && !offered.some(([each]) => each === value) ? [[value, value.includes(",") ? `${value.split(",").length} chosen` : value]] : [];
  const choose = (event) => onChoose(event.target.value);
  return createElement("select", { ...rest, value, onChange: choose }, [...offered, ...missing].map(option));
}
