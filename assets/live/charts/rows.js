// One row for each value, with a bar beside it; of two series the second lies under the first.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { link } from "./mark.js";

/** @param {Mark[]} marks */
export function rows(marks) {
  const highest = Math.max(1, ...marks.map(({ count }) => count));
  return h(
    "div",
    { className: "chart-rows" },
    marks.map((mark) => link(mark, "chart-row", content(mark, highest))),
  );
}

/**
 * @param {Mark} mark
 * @param {number} highest
 */
const content = (mark, highest) => [
  h("span", { key: "label", className: "chart-label" }, mark.series ? `${mark.label} · ${mark.series}` : mark.label),
  h("span", { key: "bar", className: "chart-bar", style: { "--share": String(mark.count / highest) } }),
  h("span", { key: "count", className: "chart-count" }, mark.count.toLocaleString()),
];
