// The filter builder: values to tick, each with how many tickets have it. The counts are asked for when it opens.
/** @import { FilterBuilderProps } from "#wire" */
/** @import { Choice } from "../kit/address.js" */
import { createElement as h, useEffect, useRef } from "react";
import { joinValues, listAddress, mergeChoices, splitValues } from "../kit/address.js";
import { useLatest } from "../kit/use_latest.js";
import { offered as inOrder } from "../language/offered.js";
import { translate, written } from "../language/translate.js";

/** @type {Choice[]} */
const PRIORITIES = [
  ["1", translate("1 Critical")],
  ["2", translate("2 High")],
  ["3", translate("3 Moderate")],
  ["4", translate("4 Low")],
  ["5", translate("5 Planning")],
];
/** @type {["status" | "priority" | "category" | "source" | "table", string][]} */
const SECTIONS = [
  ["status", translate("Status")],
  ["priority", translate("Priority")],
  ["category", translate("Category")],
  ["source", translate("Source")],
];
// A ticket is late or soon due: one of them says enough.
/** @type {[name: string, label: string, parameters: Record<string, string | null>][]} */
const DUE = [
  ["breached", translate("Breached"), { breached: "true", due_before: null }],
  ["1h", translate("Due within 1 h"), { breached: null, due_before: "1h" }],
  ["4h", translate("Due within 4 h"), { breached: null, due_before: "4h" }],
  ["today", translate("Due today"), { breached: null, due_before: "today" }],
];
const NOT_DUE = { breached: null, due_before: null };

/**
 * Return the sum of the counts of the values that read alike.
 * @param {Record<string, number> | undefined} counts
 * @param {string[]} values
 */
export const countOf = (counts, values) => values.reduce((sum, value) => sum + (counts?.[value] ?? 0), 0);

/**
 * @param {string} field
 * @param {Choice} choice
 * @param {string[]} chosen
 * @param {FilterBuilderProps} props
 */
function value(field, [joined, label], chosen, { view, counts, onGo }) {
  const values = splitValues(joined);
  const isSet = values.every((each) => chosen.includes(each));
  const count = countOf(counts[field], values);
  const others = chosen.filter((each) => !values.includes(each));
  const toggle = () => onGo(listAddress(view, { [field]: joinValues(isSet ? others : [...others, ...values]) }));
  const marks = { "data-testid": "filter-value", "data-field": field, "data-value": joined, "data-count": count };
  return h(
    "label",
    { key: joined, className: "check filter-value", ...marks },
    h("input", { type: "checkbox", checked: isSet, onChange: toggle }),
    h("span", { className: "filter-value-label", dir: "auto" }, label),
    h("span", { className: "quiet figures" }, field in counts ? written(count) : ""),
  );
}

/** Where "today" ends. */
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

/** @param {FilterBuilderProps} props */
function dueSection({ view, counts, onGo }) {
  const parameters = new URLSearchParams(view);
  const due = parameters.get("due_before")?.split(":")[0];
  const chosen = parameters.get("breached") === "true" ? "breached" : due;
  const values = DUE.map(([name, label, wanted]) => {
    const isSet = chosen === name;
    const going = name === "today" && zone() ? { ...wanted, due_before: `today:${zone()}` } : wanted;
    const count = counts.sla?.[name] ?? 0;
    const marks = { "data-testid": "filter-value", "data-field": "sla", "data-value": name, "data-count": count };
    const toggle = () => onGo(listAddress(view, isSet ? NOT_DUE : going));
    return h(
      "label",
      { key: name, className: "check filter-value", ...marks },
      h("input", { type: "checkbox", checked: isSet, onChange: toggle }),
      h("span", { className: "filter-value-label" }, label),
      h("span", { className: "quiet figures" }, counts.sla ? written(count) : ""),
    );
  });
  return h(
    "details",
    { key: "sla", className: "filter-section", open: Boolean(chosen) || undefined },
    h("summary", null, translate("SLA"), chosen ? h("span", { className: "quiet" }, " 1") : null),
    h("div", { role: "group", "aria-label": translate("SLA"), className: "filter-values" }, values),
  );
}

/** @param {FilterBuilderProps} props */
export function FilterBuilder(props) {
  const { view, choices, onOpen } = props;
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const ask = useLatest(() => onOpen(view, zone()));
  useEffect(() => {
    const popover = place.current?.closest("details");
    const look = () => popover?.open && ask.current();
    popover?.addEventListener("toggle", look);
    return () => popover?.removeEventListener("toggle", look);
  }, []);
  const parameters = new URLSearchParams(view);
  const sections = SECTIONS.map(([field, label]) => {
    const offered =
      field === "priority" ? PRIORITIES : mergeChoices(inOrder(field, /** @type {Choice[]} */ (choices[field])));
    const chosen = splitValues(parameters.get(field));
    return h(
      "details",
      { key: field, className: "filter-section", open: chosen.length > 0 || undefined },
      h("summary", null, label, chosen.length > 0 ? h("span", { className: "quiet" }, ` ${chosen.length}`) : null),
      h(
        "div",
        { role: "group", "aria-label": label, className: "filter-values" },
        offered.map((choice) => value(field, choice, chosen, props)),
      ),
    );
  });
  return h("div", { ref: place, className: "filter-builder", "data-testid": "filter-builder" }, [
    ...sections,
    dueSection(props),
  ]);
}
