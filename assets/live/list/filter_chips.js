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
import { dayInWords } from "../language/days.js";
import { offered as inOrder } from "../language/offered.js";
import { translate, translateSent } from "../language/translate.js";
import { addNames, findName } from "./known_names.js";

/** @type {Choice[]} */
const PRIORITIES = [
  ["1", translate("1 Critical")],
  ["2", translate("2 High")],
  ["3", translate("3 Moderate")],
  ["4", translate("4 Low")],
  ["5", translate("5 Planning")],
];
/** @type {Choice[]} */
const FIELDS = [
  ["status", translate("Status")],
  ["priority", translate("Priority")],
  ["category", translate("Category")],
  ["source", translate("Source")],
  ["table", translate("Table")],
  ["assignment_group", translate("Group")],
  ["assigned_to", translate("Assignee")],
];
const DAYS = [
  { name: "opened_from", label: translate("Opened from"), isEnd: false },
  { name: "opened_to", label: translate("Opened to"), isEnd: true },
  { name: "resolved_from", label: translate("Resolved from"), isEnd: false },
  { name: "resolved_to", label: translate("Resolved to"), isEnd: true },
  { name: "closed_from", label: translate("Closed from"), isEnd: false },
  { name: "closed_to", label: translate("Closed to"), isEnd: true },
  { name: "updated_from", label: translate("Updated from"), isEnd: false },
  { name: "updated_to", label: translate("Updated to"), isEnd: true },
];
// A ticket's page links to these; they are known by their ids alone.
/** @type {Choice[]} */
const RECORDS = [
  ["cmdb_ci", translate("Configuration item")],
  ["cluster", translate("Cluster")],
  ["burst", translate("Burst")],
  ["problem", translate("Problem")],
  ["location", translate("Location")],
  ["requester", translate("Caller")],
];
/** @type {{ name: string, labels: Record<string, string> }[]} */
const CHOSEN = [
  { name: "is_open", labels: { true: translate("Open"), false: translate("Closed") } },
  {
    name: "due_before",
    labels: {
      "1h": translate("Due within 1 h"),
      "4h": translate("Due within 4 h"),
      today: translate("Due today"),
      "": translate("Due before {time}"),
    },
  },
  { name: "age_min", labels: { "": translate("At least {time} days old") } },
  { name: "age_max", labels: { "": translate("Less than {time} days old") } },
  { name: "reassigned_min", labels: { "": translate("Reassigned at least {time} times") } },
  { name: "reassigned_max", labels: { "": translate("Reassigned at most {time} times") } },
  { name: "hour_of_week", labels: { "": translate("Opened in the hour {time}") } },
  {
    name: "sla",
    labels: {
      met: translate("Closed within the SLA"),
      breached: translate("Closed after the SLA"),
      overdue: translate("Open, SLA breached"),
      running: translate("Open, SLA running"),
    },
  },
  { name: "breached", labels: { true: translate("SLA breached"), false: translate("No SLA breached") } },
  {
    name: "since_looked",
    labels: {
      any: translate("Changed since you last looked"),
      new: translate("New since you last looked"),
      escalated: translate("Escalated since you last looked"),
      reassigned: translate("Reassigned since you last looked"),
      resolved: translate("Resolved since you last looked"),
    },
  },
];
const PEOPLE = { me: translate("Me"), none: translate("No one") };
const PICKED = new Set(["assignment_group", "assigned_to"]);
// Records whose names the app knows from the tickets that are about them.
const NAMED = new Set(["cmdb_ci", "problem"]);

/**
 * @param {URLSearchParams} parameters
 * @param {string} name
 */
const valuesOf = (parameters, name) => splitValues(parameters.get(name));

/** @param {string} value */
const isTime = (value) => /^\d{4}-\d\d-/.test(value);

const HOUR_OF_WEEK = /^(\w{3})-(\d\d)(?::(.*))?$/;

/**
 * Return the value of a filter in words: a time in the reader's zone, and "Mon 09:00" for mon-09.
 * @param {string} value
 */
function valueInWords(value) {
  if (isTime(value)) return dayInWords(value, true);
  const [, day, hour, zone = "UTC"] = HOUR_OF_WEEK.exec(value) ?? [];
  if (!day || !hour) return value;
  const named = translateSent(`${day.slice(0, 1).toUpperCase()}${day.slice(1)} ${hour}:00`);
  return zone === Intl.DateTimeFormat().resolvedOptions().timeZone ? named : `${named} ${zone}`;
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
      title: translate("Remove this filter: {text}", { text }),
      onClick: () => onGo(address),
      ...attributes,
    },
    h("span", { className: "visually-hidden" }, `${translate("Remove filter")} `),
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
      "aria-label": translate("{label}: add another", { label }),
      "data-testid": `add-${name}`,
    },
    h("option", { value: "" }, translate("or")),
    left.map(([value, text]) => h("option", { key: value, value }, text)),
  );
}

/** @param {FilterChipsProps} props */
export function FilterChips({ view, choices, known, onGo, onUnknown }) {
  const parameters = new URLSearchParams(view);
  /** @type {Record<string, Choice[]>} */
  const offered = {
    ...Object.fromEntries(Object.entries(choices).map(([name, each]) => [name, inOrder(name, each)])),
    priority: PRIORITIES,
  };
  addNames(Object.entries(known ?? {}));
  /**
   * @param {string} name
   * @param {string} value
   */
  const labelOf = (name, value) =>
    (name === "assigned_to" && PEOPLE[/** @type {"me" | "none"} */ (value)]) ||
    ((offered[name] ?? []).find(([each]) => each === value)?.[1] ?? findName(value) ?? value);
  const unknown = [...PICKED, ...NAMED]
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
      chips.push(
        chip(`${label} ${dayInWords(moment, isEnd)}`, name, moment, listAddress(view, { [name]: null }), onGo),
      );
  }
  for (const [name, label] of RECORDS) {
    const chosen = parameters.get(name);
    const names = splitValues(chosen).map((value) => (NAMED.has(name) ? findName(value) : undefined));
    const text = [label, names.filter(Boolean).join(", ")].filter(Boolean).join(": ");
    if (chosen) chips.push(chip(text, name, chosen, listAddress(view, { [name]: null }), onGo));
  }
  const alone = !isFiltered(view);
  for (const { name, labels } of CHOSEN) {
    const value = parameters.get(name);
    const label = value === null ? undefined : (labels[value.split(":")[0] ?? ""] ?? labels[""]);
    if (value !== null && label && !alone)
      chips.push(
        chip(label.replace("{time}", valueInWords(value)), name, value, listAddress(view, { [name]: null }), onGo),
      );
  }
  if (parameters.get("unread"))
    chips.push(chip(translate("Unread"), "unread", "true", listAddress(view, { unread: null }), onGo));
  const words = parameters.get("query");
  if (words)
    chips.push(chip(translate("Search: {words}", { words }), "query", words, listAddress(view, { query: null }), onGo));
  if (chips.length === 0) return null;
  const clear = () => onGo(unfilteredAddress(view));
  chips.push(
    h(
      "button",
      { key: "clear", type: "button", className: "chip chip-clear", onClick: clear, "data-testid": "clear-filters" },
      translate("Clear filters"),
    ),
  );
  return h("div", { className: "chips", role: "group", "aria-label": translate("Active filters") }, chips);
}
