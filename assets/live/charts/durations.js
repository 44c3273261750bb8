// One row for each value: a dot at the median, and a line to the time by which nine in ten are done.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { translate, written } from "../language/translate.js";
import { focus, hours, labelOf, link } from "./mark.js";

/** @param {number | null | undefined} value */
const known = (value) => value ?? 0;

/** @param {Mark[]} marks */
export function durations(marks) {
  const longest = Math.max(1, ...marks.map((mark) => Math.max(known(mark.median_hours), known(mark.p90_hours))));
  return h(
    "div",
    { className: "chart-rows" },
    h("p", { className: "quiet chart-note" }, translate("Median · time by which nine in ten are resolved")),
    marks.map((mark) =>
      h(
        "div",
        { key: mark.label, className: "chart-line" },
        link(mark, "chart-row", content(mark, longest)),
        focus(mark),
      ),
    ),
  );
}

/**
 * @param {Mark} mark
 * @param {number} longest
 */
function content(mark, longest) {
  const { median_hours: median, p90_hours: most, measured = 0, still_open: open = 0 } = mark;
  const style = { "--median": String(known(median) / longest), "--most": String((most ?? longest) / longest) };
  return [
    h("span", { key: "label", className: "chart-label" }, labelOf(mark)),
    h("span", { key: "bar", className: "chart-span", style, "data-open": most === null || undefined }),
    h(
      "span",
      { key: "count", className: "chart-count" },
      `${hours(median)} · ${hours(most)}`,
      h(
        "span",
        { className: "quiet" },
        ` n = ${written(measured)}, ${translate("{count} open", { count: written(open) })}`,
      ),
    ),
  ];
}
