// Above the charts: what they are narrowed to, how far back they look, and whose hours they count in.
import { createElement as h, useSyncExternalStore } from "react";
import { Link, useLocation } from "react-router";
import { beginOfDay } from "../language/days.js";
import { translate } from "../language/translate.js";
import { SHOWN_ZONES, zoneIn } from "./zone.js";

/** @type {[number, string][]} */
const SPANS = [
  [7, translate("7 days")],
  [30, translate("30 days")],
  [182, translate("26 weeks")],
  [364, translate("52 weeks")],
];
/** @type {Record<string, string>} */
const NAMES = {
  category: translate("Category"),
  priority: translate("Priority"),
  status: translate("Status"),
  source: translate("Source"),
  assignment_group: translate("Group"),
  assigned_to: translate("Assignee"),
  location: translate("Location"),
  requester: translate("Caller"),
};
// Of the address, what is no filter.
const OTHERS = new Set(["zone", "days", "page", "limit", "sort", "opened_from"]);

/**
 * @param {string} search
 * @param {Record<string, string>} changes An empty text removes a parameter.
 */
function addressWith(search, changes) {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  const query = parameters.toString();
  return query ? `/insight?${query}` : "/insight";
}

/**
 * Return when a span of days begins: at the reader's midnight, so that the address is the same all day.
 * @param {number} days
 */
const since = (days) => beginOfDay(days - 1, Date.now());

/**
 * @param {string} text
 * @param {string} to
 * @param {boolean} isCurrent
 */
const choice = (text, to, isCurrent) =>
  h(Link, { key: text, to, className: "segment", "aria-current": isCurrent ? "true" : undefined, replace: true }, text);

/**
 * @param {string} search
 * @param {string} name
 * @param {string} value
 */
function narrowed(search, name, value) {
  const attributes = { "data-testid": "chart-filter", "data-field": name };
  return h(
    Link,
    { key: name, to: addressWith(search, { [name]: "" }), className: "chip", ...attributes },
    h("span", { className: "visually-hidden" }, `${translate("Remove filter")} `),
    `${NAMES[name] ?? name.replaceAll("_", " ")}: ${value}`,
    h("span", { className: "chip-cross", "aria-hidden": true }, "×"),
  );
}

const subscribeToNothing = () => () => {};
/** Whether the browser draws: the server's HTML knows neither the address's parameters nor the reader's zone. */
const useIsInBrowser = () =>
  useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );

export function ChartsBar() {
  const isInBrowser = useIsInBrowser();
  const location = useLocation();
  const search = isInBrowser ? location.search : "";
  const zones = isInBrowser ? SHOWN_ZONES : [];
  const parameters = new URLSearchParams(search);
  const zone = zoneIn(search);
  const from = parameters.get("opened_from") ?? "";
  return h(
    "div",
    { className: "charts-bar" },
    h(
      "div",
      { className: "segments", role: "group", "aria-label": translate("Opened within") },
      choice(translate("All"), addressWith(search, { opened_from: "" }), !from),
      SPANS.map(([days, text]) =>
        choice(text, addressWith(search, { opened_from: since(days) }), from === since(days)),
      ),
    ),
    zones.length > 1 &&
      h(
        "div",
        { className: "segments", role: "group", "aria-label": translate("Time zone") },
        zones.map((each) => choice(each, addressWith(search, { zone: each === "UTC" ? "UTC" : "" }), zone === each)),
      ),
    [...parameters]
      .filter(([name, value]) => !OTHERS.has(name) && value)
      .map(([name, value]) => narrowed(search, name, value)),
  );
}
