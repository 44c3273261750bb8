// One row for each value, with a bar beside it; of two series the second lies under the first.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { translateSent, written } from "../language/translate.js";
import { focus, labelOf, link } from "./mark.js";

/** @param {Mark[]} marks */
export function rows(marks) {
  const highest = Math.max(1, ...marks.map(({ count }) => count));
  return h(
    "div",
    { className: "chart-rows" },
    marks.map((mark) =>
      h(
        "div",
        { key: mark.label, className: "chart-line" },
        link(mark, "chart-row", content(mark, highest)),
        focus(mark),
      ),
    ),
  );
}

/**
 * @param {Mark} mark
 * @param {number} highest
 */
const content = (mark, highest) => [
  h(
    "span",
    { key: "label", className: "chart-label" },
    mark.series ? `${labelOf(mark)} · ${translateSent(mark.series)}` : labelOf(mark),
  ),
  h("span", { key: "bar", className: "chart-bar", style: { "--share": String(mark.count / highest) } }),
  h("span", { key: "count", className: "chart-count" }, written(mark.count)),
];
