// The active filters, a chip each: a click removes one, and a small menu beside it adds another value of the same field.
// The last of them removes all: in the row above it would wrap, and move the list.
/** @import { ChangeEvent, ReactElement } from "react" */
/** @import { FilterChipsProps } from "#wire" */
/** @import { Choice } from "../kit/address.js" */
import { createElement as h, useEffect } from "react";
import {
  groupByLabel,
  isFiltered,
  joinValues,
  listAddress,
  mergeChoices,
  splitValues,
  unfilteredAddress,
} from "../kit/address.js";
import { addNames, findName } from "./known_names.js";

/** @type {Choice[]} */
const PRIORITIES = [
  ["1", "1 Critical"],
  ["2", "2 High"],
  ["3", "3 Moderate"],
  ["4", "4 Low"],
  ["5", "5 Planning"],
];
/** @type {Choice[]} */
const FIELDS = [
  ["status", "Status"],
  ["priority", "Priority"],
  ["category", "Category"],
  ["source", "Source"],
  ["table", "Table"],
  ["assignment_group", "Group"],
  ["assigned_to", "Assignee"],
];
const DAYS = [
  { name: "opened_from", label: "Opened from", isEnd: false },
  { name: "opened_to", label: "Opened to", isEnd: true },
  { name: "resolved_from", label: "Resolved from", isEnd: false },
  { name: "resolved_to", label: "Resolved to", isEnd: true },
  { name: "closed_from", label: "Closed from", isEnd: false },
  { name: "closed_to", label: "Closed to", isEnd: true },
  { name: "updated_from", label: "Updated from", isEnd: false },
  { name: "updated_to", label: "Updated to", isEnd: true },
];
// A ticket's page links to these; they are known by their ids alone.
/** @type {Choice[]} */
const RECORDS = [
  ["cmdb_ci", "Configuration item"],
  ["cluster", "Cluster"],
  ["burst", "Burst"],
  ["problem", "Problem"],
];
/** @type {{ name: string, labels: Record<string, string> }[]} */
const CHOSEN = [
  { name: "is_open", labels: { true: "Open", false: "Closed" } },
  {
    name: "due_before",
    labels: { "1h": "Due within 1 h", "4h": "Due within 4 h", today: "Due today", "": "Due before {} UTC" },
  },
  { name: "age_min", labels: { "": "At least {} days old" } },
  { name: "age_max", labels: { "": "Less than {} days old" } },
  { name: "breached", labels: { true: "SLA breached", false: "No SLA breached" } },
  {
    name: "since_looked",
    labels: {
      any: "Changed since you last looked",
      new: "New since you last looked",
      escalated: "Escalated since you last looked",
      reassigned: "Reassigned since you last looked",
      resolved: "Resolved since you last looked",
    },
  },
];
const PEOPLE = { me: "Me", none: "No one" };
const PICKED = new Set(["assignment_group", "assigned_to"]);
const DAY_MILLISECONDS = 86_400_000;

/**
 * @param {URLSearchParams} parameters
 * @param {string} name
 */
const valuesOf = (parameters, name) => splitValues(parameters.get(name));

/**
 * Return a day or a moment of the address for display; at the end of a range it is the last day that counts.
 * @param {string} moment
 * @param {boolean} isEnd
 */
function dayOf(moment, isEnd) {
  const time = Date.parse(moment);
  if (Number.isNaN(time) || time % DAY_MILLISECONDS !== 0) return `${moment.slice(0, 16).replace("T", " ")} UTC`;
  return new Date(time - (isEnd ? DAY_MILLISECONDS : 0)).toISOString().slice(0, 10);
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} value
 * @param {string} address The list without this filter.
 * @param {FilterChipsProps["onGo"]} onGo
 */
function chip(text, name, value, address, onGo) {
  // That of open tickets stands for the default, which other filters narrow.
  const testId = name === "is_open" && value === "true" ? "open-chip" : "filter-chip";
  const attributes = { "data-testid": testId, "data-field": name, "data-value": value };
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

/**
 * @param {string} name
 * @param {string} label
 * @param {Choice[]} offered
 * @param {string[]} chosen
 * @param {string} view
 * @param {FilterChipsProps["onGo"]} onGo
 */
function another(name, label, offered, chosen, view, onGo) {
  const left = mergeChoices(offered).filter(([value]) => !splitValues(value).every((each) => chosen.includes(each)));
  if (left.length === 0) return null;
  /** @param {ChangeEvent<HTMLSelectElement>} event */
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

/** @param {FilterChipsProps} props */
export function FilterChips({ view, choices, known, onGo, onUnknown }) {
  const parameters = new URLSearchParams(view);
  /** @type {Record<string, Choice[]>} */
  const offered = { ...choices, priority: PRIORITIES };
  addNames(Object.entries(known ?? {}));
  /**
   * @param {string} name
   * @param {string} value
   */
  const labelOf = (name, value) =>
    (name === "assigned_to" && PEOPLE[/** @type {"me" | "none"} */ (value)]) ||
    ((offered[name] ?? []).find(([each]) => each === value)?.[1] ?? findName(value) ?? value);
  const unknown = [...PICKED]
    .flatMap((name) => valuesOf(parameters, name).filter((value) => labelOf(name, value) === value))
    .join(",");
  // biome-ignore lint/correctness/useExhaustiveDependencies: names are asked for once, whatever the handler.
  useEffect(() => {
    if (unknown) onUnknown(unknown);
  }, [unknown]);

  /** @type {(ReactElement | null)[]} */
  const chips = FIELDS.flatMap(([name, label]) => {
    const chosen = valuesOf(parameters, name);
    /** @param {string[]} values */
    const without = (values) =>
      listAddress(view, { [name]: joinValues(chosen.filter((each) => !values.includes(each))) });
    const alike = groupByLabel(parameters.get(name), (value) => labelOf(name, value));
    const group = alike.map(([text, values]) =>
      chip(`${label}: ${text}`, name, joinValues(values), without(values), onGo),
    );
    if (chosen.length === 0 || PICKED.has(name)) return group;
    return [...group, another(name, label, offered[name] ?? [], chosen, view, onGo)];
  });
  for (const { name, label, isEnd } of DAYS) {
    const moment = parameters.get(name);
    if (moment)
      chips.push(chip(`${label} ${dayOf(moment, isEnd)}`, name, moment, listAddress(view, { [name]: null }), onGo));
  }
  for (const [name, label] of RECORDS) {
    const chosen = parameters.get(name);
    if (chosen) chips.push(chip(label, name, chosen, listAddress(view, { [name]: null }), onGo));
  }
  const alone = !isFiltered(view);
  for (const { name, labels } of CHOSEN) {
    const value = parameters.get(name);
    const label = value === null ? undefined : (labels[value.split(":")[0] ?? ""] ?? labels[""]);
    if (value !== null && label && !alone)
      chips.push(
        chip(
          label.replace("{}", value.slice(0, 16).replace("T", " ")),
          name,
          value,
          listAddress(view, { [name]: null }),
          onGo,
        ),
      );
  }
  if (parameters.get("unread")) chips.push(chip("Unread", "unread", "true", listAddress(view, { unread: null }), onGo));
  const words = parameters.get("query");
  if (words) chips.push(chip(`Search: ${words}`, "query", words, listAddress(view, { query: null }), onGo));
  if (chips.length === 0) return null;
  const clear = () => onGo(unfilteredAddress(view));
  chips.push(
    h(
      "button",
      { key: "clear", type: "button", className: "chip chip-clear", onClick: clear, "data-testid": "clear-filters" },
      "Clear filters",
    ),
  );
  return h("div", { className: "chips", role: "group", "aria-label": "Active filters" }, chips);
}

/**
 * Return the day that a date field shows for a moment of the address.
 * @param {string} moment
 * @param {boolean} isEnd
 */
export const dayForField = (moment, isEnd) => (moment ? dayOf(moment, isEnd).slice(0, 10) : "");
