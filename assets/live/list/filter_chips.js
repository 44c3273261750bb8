// What narrows the list, a chip each: a click takes it away, and a small menu beside adds another value of the same field.
// The last of them takes all away: in the row above it would wrap, and move the list.
import { createElement as h, useEffect } from "react";
import { groupByLabel, joinValues, listAddress, mergeChoices, splitValues, unfilteredAddress } from "../kit/address.js";
import { addNames, findName } from "./known_names.js";

const PRIORITIES = [
  ["1", "1 Critical"],
  ["2", "2 High"],
  ["3", "3 Moderate"],
  ["4", "4 Low"],
  ["5", "5 Planning"],
];
const FIELDS = [
  ["status", "Status"],
  ["priority", "Priority"],
  ["category", "Category"],
  ["source", "Source"],
  ["table", "Table"],
  ["assignment_group", "Group"],
  ["assigned_to", "Assignee"],
];
const PICKED = new Set(["assignment_group", "assigned_to"]);
const DAY_MILLISECONDS = 86_400_000;

const valuesOf = (parameters, name) => splitValues(parameters.get(name));

/** A day or a moment of the address, for people; the end of a list is the last day that counts. */
function dayOf(moment, isEnd) {
  const time = Date.parse(moment);
  if (Number.isNaN(time) || time % DAY_MILLISECONDS !== 0) return `${moment.slice(0, 16).replace("T", " ")} UTC`;
  return new Date(time - (isEnd ? DAY_MILLISECONDS : 0)).toISOString().slice(0, 10);
}

function chip(text, name, value, address, onGo) {
  const attributes = { "data-testid": "filter-chip", "data-field": name, "data-value": value };
  return h(
    "button",
    {
      key: `${name}=${value}`,
      type: "button",
      className: "chip",
      title: `Remove this filter: ${text}`,
      onClick: () => onGo(address),
      ...attributes,
    },
    h("span", { className: "visually-hidden" }, "Remove filter "),
    h("span", { className: "chip-text" }, text),
    h("span", { className: "chip-cross", "aria-hidden": "true" }, "×"),
  );
}

function another(name, label, offered, chosen, view, onGo) {
  const left = mergeChoices(offered).filter(([value]) => !splitValues(value).every((each) => chosen.includes(each)));
  if (left.length === 0) return null;
  const add = (event) =>
    event.target.value &&
    onGo(listAddress(view, { [name]: joinValues([...chosen, ...splitValues(event.target.value)]) }));
  return h(
    "select",
    {
      key: `${name}+`,
      className: "chip-add",
      value: "",
      onChange: add,
      "aria-label": `${label}: add another`,
      "data-testid": `add-${name}`,
    },
    h("option", { value: "" }, "or"),
    left.map(([value, text]) => h("option", { key: value, value }, text)),
  );
}

export function FilterChips({ view, choices, known, onGo, onUnknown }) {
  const parameters = new URLSearchParams(view);
  const offered = { ...choices, priority: PRIORITIES };
  addNames(Object.entries(known ?? {}));
  const labelOf = (name, value) =>
    (offered[name] ?? []).find(([each]) => each === value)?.[1] ?? findName(value) ?? value;
  const unknown = [...PICKED]
    .flatMap((name) => valuesOf(parameters, name).filter((value) => labelOf(name, value) === value))
    .join(",");
  useEffect(() => {
    if (unknown) onUnknown(unknown);
  }, [unknown]);

  const chips = FIELDS.flatMap(([name, label]) => {
    const chosen = valuesOf(parameters, name);
    const without = (values) =>
      listAddress(view, { [name]: joinValues(chosen.filter((each) => !values.includes(each))) });
    const alike = groupByLabel(parameters.get(name), (value) => labelOf(name, value));
    const group = alike.map(([text, values]) =>
      chip(`${label}: ${text}`, name, joinValues(values), without(values), onGo),
    );
    if (chosen.length === 0 || PICKED.has(name)) return group;
    return [...group, another(name, label, offered[name] ?? [], chosen, view, onGo)];
  });
  for (const [name, label, isEnd] of [
    ["opened_from", "Opened from", false],
    ["opened_to", "Opened to", true],
  ]) {
    const moment = parameters.get(name);
    if (moment)
      chips.push(chip(`${label} ${dayOf(moment, isEnd)}`, name, moment, listAddress(view, { [name]: null }), onGo));
  }
  // A ticket's page leads to these; they are known by their ids alone.
  for (const [name, label] of [
    ["cmdb_ci", "One configuration item"],
    ["problem", "One problem"],
  ]) {
    const chosen = parameters.get(name);
    if (chosen) chips.push(chip(label, name, chosen, listAddress(view, { [name]: null }), onGo));
  }
  if (parameters.get("unread")) chips.push(chip("Unread", "unread", "true", listAddress(view, { unread: null }), onGo));
  if (parameters.get("query")) {
    const words = parameters.get("query");
    chips.push(chip(`Search: ${words}`, "query", words, listAddress(view, { query: null }), onGo));
  }
  if (chips.length === 0) return null;
  const clear = () => onGo(unfilteredAddress(view));
  chips.push(
    h(
      "button",
      { key: "clear", type: "button", className: "chip chip-clear", onClick: clear, "data-testid": "clear-filters" },
      "Clear filters",
    ),
  );
  return h("div", { className: "chips", role: "group", "aria-label": "Filters in use" }, chips);
}

/** The day that a date field shows for a moment of the address. */
export const dayForField = (moment, isEnd) => (moment ? dayOf(moment, isEnd).slice(0, 10) : "");
