// Columns side by side in time: two for each period, what was opened and what was resolved.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { translateSent, written } from "../language/translate.js";
import { narrowLink, periodInWords } from "./mark.js";

const MOST_LABELS = 6;

/** @param {Mark[]} marks */
export function columns(marks) {
  const series = [...new Set(marks.map((mark) => mark.series))];
  const highest = Math.max(1, ...marks.map(({ count }) => count));
  const labels = [...new Set(marks.map(({ label }) => label))];
  return h(
    "div",
    { className: "chart-columns" },
    h(
      "p",
      { className: "chart-key" },
      series.map((name) => h("span", { key: name, "data-series": name }, translateSent(name))),
    ),
    h(
      "div",
      { className: "chart-plot", "data-highest": highest },
      h("span", { className: "chart-highest", "aria-hidden": true }, written(highest)),
      labels.map((label) =>
        h(
          "span",
          { key: label, className: "chart-period" },
          marks
            .filter((mark) => mark.label === label)
            .map((mark) => narrowLink(mark, "chart-column", { "--share": String(mark.count / highest) })),
        ),
      ),
    ),
    axis(labels),
  );
}

/**
 * Return the line below the columns: a few of their labels.
 * @param {string[]} labels
 */
export const axis = (labels) =>
  h(
    "p",
    { className: "chart-axis", "aria-hidden": true },
    spread(labels).map((label) => h("span", { key: label }, periodInWords(label))),
  );

/**
 * Return a few of the labels, the first and the last among them.
 * @param {string[]} labels
 */
function spread(labels) {
  if (labels.length <= MOST_LABELS) return labels;
  const step = (labels.length - 1) / (MOST_LABELS - 1);
  return Array.from({ length: MOST_LABELS }, (_, place) => labels[Math.round(place * step)]);
}
