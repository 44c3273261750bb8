// The table behind a chart: the same marks, in words and figures, for those who cannot see or point at them.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { Link } from "react-router";
import { translate, translateSent, written } from "../language/translate.js";
import { hours, labelOf } from "./mark.js";

/** @typedef {[string, (mark: Mark) => import("react").ReactNode]} Column */

/** @type {Record<string, Column[]>} */
const FIGURES = {
  median_hours: [
    [translate("Median"), (mark) => hours(mark.median_hours)],
    ["90 %", (mark) => hours(mark.p90_hours)],
  ],
  mean_age_hours: [
    [translate("Mean age"), (mark) => (mark.mean_age_hours ? hours(mark.mean_age_hours) : "–")],
    [
      translate("Reassignments"),
      (mark) =>
        typeof mark.mean_reassignments === "number" ? written(Number(mark.mean_reassignments.toFixed(1))) : "–",
    ],
    [translate("Since update"), (mark) => (mark.mean_hours_since_update ? hours(mark.mean_hours_since_update) : "–")],
  ],
};

/** @param {Mark[]} marks */
function columnsOf(marks) {
  /** @type {Column[]} */
  const columns = marks.some(({ series }) => series !== "")
    ? [[translate("Series"), (mark) => translateSent(mark.series)]]
    : [];
  columns.push([translate("Tickets"), (mark) => h(Link, { to: `/?${mark.query}` }, written(mark.count))]);
  for (const [name, figures] of Object.entries(FIGURES)) if (name in marks[0]) columns.push(...figures);
  return columns;
}

/** @param {Mark[]} marks */
export function table(marks) {
  const columns = columnsOf(marks);
  return h(
    "details",
    { className: "chart-table" },
    h("summary", null, translate("Table")),
    h(
      "table",
      null,
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["", ...columns.map(([name]) => name)].map((name) => h("th", { key: name, scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        null,
        marks.map((mark) => row(mark, columns)),
      ),
    ),
  );
}

/**
 * @param {Mark} mark
 * @param {Column[]} columns
 */
const row = (mark, columns) =>
  h(
    "tr",
    { key: `${mark.series} ${mark.label}` },
    h("th", { scope: "row" }, labelOf(mark)),
    columns.map(([name, value]) =>
      h("td", { key: name, className: name === translate("Series") ? undefined : "number" }, value(mark)),
    ),
  );
