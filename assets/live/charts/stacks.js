// One row for each value, its bar in parts: of the tickets with a service level, which met it and which did not.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { translate, translatePlural, translateSent, written } from "../language/translate.js";
import { hours, labelOf, narrowLink } from "./mark.js";

/** @param {Mark[]} marks */
export function stacks(marks) {
  const labels = [...new Set(marks.map(({ label }) => label))];
  const rows = labels.map((label) => marks.filter((mark) => mark.label === label));
  const highest = Math.max(1, ...rows.map(sum));
  const series = [...new Set(marks.map((mark) => mark.series))];
  return h(
    "div",
    { className: "chart-rows" },
    h(
      "p",
      { className: "chart-key" },
      series.map((name) => h("span", { key: name, "data-series": name }, translateSent(name))),
    ),
    rows.map((row) => stack(row, highest)),
  );
}

/** @param {Mark[]} marks */
const sum = (marks) => marks.reduce((total, { count }) => total + count, 0);

/**
 * @param {Mark[]} row
 * @param {number} highest
 */
function stack(row, highest) {
  const late = row.find(({ series }) => series === "overdue");
  return h(
    "div",
    { key: row[0].label, className: "chart-stack" },
    h("span", { className: "chart-label", title: labelOf(row[0]) }, labelOf(row[0])),
    h(
      "span",
      { className: "chart-parts" },
      row.map((mark) => narrowLink(mark, "chart-part", { "--share": String(mark.count / highest) })),
    ),
    h("span", { className: "chart-count" }, written(sum(row))),
    late && h("span", { className: "quiet chart-means" }, means(late)),
  );
}

/** @param {Mark} mark */
function means(mark) {
  const { mean_age_hours: age, mean_reassignments: moved, mean_hours_since_update: update } = mark;
  const parts = [
    age !== null && translate("{time} old", { time: hours(age) }),
    typeof moved === "number" && translate("reassigned {times} times", { times: written(Number(moved.toFixed(1))) }),
    update !== null && translate("updated {time} ago", { time: hours(update) }),
  ];
  const known = parts.filter(Boolean).join(", ");
  return translatePlural(mark.count, "1 overdue: {means}", "{count} overdue, on average {means}", { means: known });
}
