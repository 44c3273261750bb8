// Columns in time: the median of each period, with a line to the time by which nine in ten are resolved.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { translate } from "../language/translate.js";
import { axis } from "./columns.js";
import { hours, narrowLink } from "./mark.js";

/** @param {Mark[]} marks */
export function trend(marks) {
  const longest = Math.max(1, ...marks.map(({ p90_hours: most, median_hours: median }) => most ?? median ?? 0));
  return h(
    "div",
    { className: "chart-columns" },
    h(
      "p",
      { className: "quiet chart-note" },
      translate("Median, and a line to the time by which nine in ten are resolved"),
    ),
    h(
      "div",
      { className: "chart-plot" },
      h("span", { className: "chart-highest", "aria-hidden": true }, hours(longest)),
      marks.map((mark) =>
        h(
          "span",
          { key: mark.label, className: "chart-period" },
          narrowLink(mark, "chart-median", heights(mark, longest)),
        ),
      ),
    ),
    axis(marks.map(({ label }) => label)),
  );
}

/**
 * @param {Mark} mark
 * @param {number} longest
 */
function heights({ median_hours: median, p90_hours: most }, longest) {
  const middle = median ?? 0;
  return { "--share": String(middle / longest), "--most": String(((most ?? longest) - middle) / longest) };
}
