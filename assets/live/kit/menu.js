// The native menu, which works with any reader and any key. What is chosen is always offered, though no ticket has it.
import { createElement } from "react";
import { groupByLabel, mergeChoices } from "./address.js";

const option = ([value, label]) => createElement("option", { key: value, value }, label);

function chosenWords(value, choices) {
  const labels = groupByLabel(value, (each) => choices.find(([other]) => other === each)?.[1] ?? each);
  return labels.length > 1 ? `${labels.length} chosen` : (labels[0]?.[0] ?? value);
}

export function Menu({ choices, value, anything, onChoose, ...rest }) {
  const merged = mergeChoices(choices);
  const offered = anything ? [["", anything], ...merged] : merged;
  const missing = value && !offered.some(([each]) => each === value) ? [[value, chosenWords(value, choices)]] : [];
  const choose = (event) => onChoose(event.target.value);
  return createElement("select", { ...rest, value, onChange: choose }, [...offered, ...missing].map(option));
}
