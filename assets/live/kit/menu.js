// The native menu, which works with any reader and any key. What is chosen is always offered, though no ticket has it.
/** @import { MenuProps } from "#wire" */
/** @import { ChangeEvent } from "react" */
/** @import { Choice } from "./address.js" */
import { createElement } from "react";
import { translate } from "../language/translate.js";
import { groupByLabel, mergeChoices } from "./address.js";

/** @param {Choice} choice */
const option = ([value, label]) => createElement("option", { key: value, value }, label);

/**
 * @param {string} value
 * @param {Choice[]} choices
 */
function labelOfChosen(value, choices) {
  const labels = groupByLabel(value, (each) => choices.find(([other]) => other === each)?.[1] ?? each);
  return labels.length > 1 ? translate("{count} chosen", { count: labels.length }) : (labels[0]?.[0] ?? value);
}

/** @param {Omit<MenuProps, "choices"> & { choices: Choice[] }} props */
export function Menu({ choices, value, anything, onChoose, ...rest }) {
  const merged = mergeChoices(choices);
  /** @type {Choice[]} */
  const offered = anything ? [["", anything], ...merged] : merged;
  /** @type {Choice[]} */
  const missing = value && !offered.some(([each]) => each === value) ? [[value, labelOfChosen(value, choices)]] : [];
  /** @param {ChangeEvent<HTMLSelectElement>} event */
  const choose = (event) => onChoose(event.target.value);
  return createElement("select", { ...rest, value, onChange: choose }, [...offered, ...missing].map(option));
}
