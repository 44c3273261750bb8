// The list's address: filters, order, page and search live in it. A view is the query string, in its canonical form.

const parameter = (view, name) => new URLSearchParams(view).get(name);

/** The values of a parameter: they are separated by commas, and a comma within one has a backslash before it. */
export const splitValues = (text) =>
  (text?.match(/(?:\\[\\,]|[^,])+/g) ?? []).map((value) => value.replace(/\\([\\,])/g, "$1").trim()).filter(Boolean);

/** Values as a parameter holds them, in the order that a view's address has. */
export const joinValues = (values) =>
  [...new Set(values)]
    .sort()
    .map((value) => value.replace(/[\\,]/g, "\\$&"))
    .join(",");

/** Choices that read alike are one: two tables may spell one category in two ways. Gives pairs of a parameter and a label. */
export function mergeChoices(choices) {
  const byLabel = new Map();
  choices.forEach(([value, label]) => byLabel.set(label, [...(byLabel.get(label) ?? []), value]));
  return [...byLabel].map(([label, values]) => [joinValues(values), label]);
}

/** The labels of a parameter's values, each with the values that it stands for. */
export function groupByLabel(text, labelOf) {
  const byLabel = new Map();
  splitValues(text).forEach((value) => byLabel.set(labelOf(value), [...(byLabel.get(labelOf(value)) ?? []), value]));
  return [...byLabel];
}

/** Whether a view is one reader's alone. */
export const isPersonal = (view) => parameter(view, "reader") !== null;

/** What an address says of a view: whose it is, nobody's address says. */
function parametersOf(view) {
  const parameters = new URLSearchParams(view);
  parameters.delete("reader");
  return parameters;
}

/** The order of a view. */
export const sortOf = (view) => parameter(view, "sort") ?? "-opened_at";

/** The list's address with some of its parameters changed; null takes one away. A change of anything else leads to page 1. */
export function listAddress(view, changes) {
  const parameters = parametersOf(view);
  if (!("page" in changes)) parameters.delete("page");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") parameters.delete(name);
    else parameters.set(name, value);
  }
  if (parameters.get("page") === "1") parameters.delete("page");
  // A ticket that is open beside the list stays open beside another one.
  const open = typeof window === "undefined" ? null : new URLSearchParams(window.location.search).get("ticket");
  if (open && window.location.pathname === "/") parameters.set("ticket", open);
  const query = parameters.toString();
  return query ? `/?${query}` : "/";
}

/** The list as it stands, page and all, with a ticket beside it. */
export function panelAddress(view, number) {
  const parameters = parametersOf(view);
  parameters.set("ticket", number);
  return `/?${parameters}`;
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
  "opened_from",
  "opened_to",
  "unread",
];

/** Whether a view leaves any ticket out. */
export const isFiltered = (view) => FILTERS.some((name) => parameter(view, name) !== null);

/** The same list without any filter. */
export const unfilteredAddress = (view) => listAddress(view, Object.fromEntries(FILTERS.map((name) => [name, null])));

// By then the address says what was searched for.
const ON_ITS_WAY_MILLISECONDS = 1_000;
let searchedAt = -ON_ITS_WAY_MILLISECONDS;

/** Learn that a search is on its way into the address. */
export const markSearchStarted = () => (searchedAt = performance.now());

/** Whether the address searches: the next words take its place, so that one Back leads out of the search. */
export const isSearching = () =>
  new URLSearchParams(window.location.search).has("query") || performance.now() - searchedAt < ON_ITS_WAY_MILLISECONDS;

/** A parameter of a view. */
export const viewParameter = (view, name, otherwise) => parameter(view, name) ?? otherwise;

/** The order that a click on a heading asks for: `first`, and then the other way round. */
export function nextSort(sort, field, first) {
  const other = first.startsWith("-") ? field : `-${field}`;
  const next = sort === first ? other : first;
  return next === "-opened_at" ? null : next;
}
