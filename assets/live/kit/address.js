// The list's address: filters, order, page and search live in it. A view is the query string, in its canonical form.
import { createStore } from "./store.js";

/** @typedef {[value: string, label: string]} Choice */

/**
 * @param {string} view
 * @param {string} name
 */
const parameter = (view, name) => new URLSearchParams(view).get(name);

/**
 * Return the values of a parameter: they are separated by commas, and a comma within one has a backslash before it.
 * @param {string | null | undefined} text
 */
export const splitValues = (text) =>
  (text?.match(/(?:\\[\\,]|[^,])+/g) ?? []).map((value) => value.replace(/\\([\\,])/g, "$1").trim()).filter(Boolean);

/**
 * Return values as a parameter holds them, in the order of a canonical view.
 * @param {string[]} values
 */
export const joinValues = (values) =>
  [...new Set(values)]
    .sort()
    .map((value) => value.replace(/[\\,]/g, "\\$&"))
    .join(",");

/**
 * Group values by their labels, in the order in which each label comes first.
 * @param {readonly Choice[]} choices
 * @returns {[label: string, values: string[]][]}
 */
function byLabel(choices) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const [value, label] of choices) groups.set(label, [...(groups.get(label) ?? []), value]);
  return [...groups];
}

/**
 * Merge choices with the same label: two tables may spell one category in two ways. Return parameters and labels.
 * @param {readonly Choice[]} choices
 * @returns {Choice[]}
 */
export const mergeChoices = (choices) => byLabel(choices).map(([label, values]) => [joinValues(values), label]);

/**
 * Return the labels of a parameter's values, each with the values that have it.
 * @param {string | null | undefined} text
 * @param {(value: string) => string} labelOf
 */
export const groupByLabel = (text, labelOf) => byLabel(splitValues(text).map((value) => [value, labelOf(value)]));

/**
 * Return whether a view belongs to one reader alone.
 * @param {string} view
 */
export const isPersonal = (view) => parameter(view, "reader") !== null;

/**
 * Return what the address shows of a view: everything but whose it is.
 * @param {string} view
 */
function parametersOf(view) {
  const parameters = new URLSearchParams(view);
  for (const name of ["reader", "me"]) parameters.delete(name);
  return parameters;
}

/**
 * Return the order of a view.
 * @param {string} view
 */
export const sortOf = (view) => parameter(view, "sort") ?? "-opened_at";

/** The ticket that is open beside the list. */
function openTicket() {
  if (typeof window === "undefined" || window.location.pathname !== "/") return null;
  return new URLSearchParams(window.location.search).get("ticket");
}

const FILTERS = [
  "query",
  "status",
  "priority",
  "category",
  "source",
  "table",
  "assignment_group",
  "assigned_to",
  "cmdb_ci",
  "problem",
  "location",
  "requester",
  "cluster",
  "burst",
  "opened_from",
  "opened_to",
  "resolved_from",
  "resolved_to",
  "closed_from",
  "closed_to",
  "updated_from",
  "updated_to",
  "age_min",
  "age_max",
  "is_open",
  "due_before",
  "breached",
  "sla",
  "reassigned_min",
  "reassigned_max",
  "hour_of_week",
  "unread",
  "since_looked",
];

/** @param {URLSearchParams} parameters */
const filtersIn = (parameters) => FILTERS.filter((name) => parameters.has(name));

/** @param {URLSearchParams} parameters */
const isAllOpen = (parameters) => parameters.get("is_open") === "true" && filtersIn(parameters).length === 1;

/**
 * Return the list's address of a view's parameters. Without any filter it is that of all open tickets, the default.
 * @param {URLSearchParams} parameters
 * @param {boolean} wasAll Whether the list showed all tickets, and still does if no filter was added.
 */
function addressOf(parameters, wasAll) {
  if (wasAll && filtersIn(parameters).length === 0) parameters.set("is_open", "all");
  else if (isAllOpen(parameters)) parameters.delete("is_open");
  const query = parameters.toString();
  return query ? `/?${query}` : "/";
}

/**
 * Return the list's address with some parameters changed; null removes one. Any change but of the page leads to page 1.
 * @param {string} view
 * @param {Record<string, string | number | null>} changes
 */
export function listAddress(view, changes) {
  const parameters = parametersOf(view);
  const wasAll = filtersIn(parameters).length === 0;
  if (!("page" in changes)) parameters.delete("page");
  // Words and a state are looked for among closed tickets too, unless other filters were chosen before.
  if ((changes.query || changes.status) && isAllOpen(parameters)) parameters.delete("is_open");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") parameters.delete(name);
    else parameters.set(name, String(value));
  }
  if (parameters.get("page") === "1") parameters.delete("page");
  // A ticket that is open beside the list stays open.
  const open = openTicket();
  if (open) parameters.set("ticket", open);
  return addressOf(parameters, wasAll);
}

/**
 * Return the address of the same list, page and all, with a ticket beside it.
 * @param {string} view
 * @param {string} number
 */
export function panelAddress(view, number) {
  const parameters = parametersOf(view);
  const wasAll = filtersIn(parameters).length === 0;
  parameters.set("ticket", number);
  return addressOf(parameters, wasAll);
}

/**
 * Return whether a view leaves out more than the list does by default, which shows all open tickets.
 * @param {string} view
 */
export function isFiltered(view) {
  const parameters = new URLSearchParams(view);
  return filtersIn(parameters).length > 0 && !isAllOpen(parameters);
}

/**
 * Return the address of the same list without any filter: all open tickets.
 * @param {string} view
 */
export const unfilteredAddress = (view) =>
  listAddress(view, { ...Object.fromEntries(FILTERS.map((name) => [name, null])), is_open: "true" });

// After that long the address itself has the search.
const SEARCH_MILLISECONDS = 1_000;

const search = createStore({ startedAt: -SEARCH_MILLISECONDS });

/** Remember that a search is on its way into the address. */
export const markSearchStarted = () => search.update({ startedAt: performance.now() });

/** Return whether the address has a search: the next words replace it, so that one Back leads out of the search. */
export const isSearching = () =>
  new URLSearchParams(window.location.search).has("query") ||
  performance.now() - search.get().startedAt < SEARCH_MILLISECONDS;

/**
 * Return a parameter of a view, or a default.
 * @param {string} view
 * @param {string} name
 * @param {string} otherwise
 */
export const viewParameter = (view, name, otherwise) => parameter(view, name) ?? otherwise;

/** Numbers of ServiceNow: letters, and at least four digits. */
const NUMBER = /^\p{L}[\p{L}_]+\d{4,}$/u;

/**
 * Return the number of a ticket that a view searches for, and nothing else; else an empty text.
 * @param {string} view
 */
export function searchedNumber(view) {
  const words = (parameter(view, "query") ?? "").trim();
  return NUMBER.test(words) ? words.toUpperCase() : "";
}

/**
 * Return the order that a click on a heading asks for: `first`, and after that its opposite.
 * @param {string} sort
 * @param {string} field
 * @param {string} first
 */
export function nextSort(sort, field, first) {
  const other = first.startsWith("-") ? field : `-${field}`;
  const next = sort === first ? other : first;
  return next === "-opened_at" ? null : next;
}
