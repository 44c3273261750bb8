// The week as a grid: a row for each day, a cell for each hour, the darker the more tickets were opened in it.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { LOCALE } from "../language/translate.js";
import { labelOf, narrowLink } from "./mark.js";

const HOURS = 24;
const SHOWN = [0, 6, 12, 18];

/** The day on which the reader's week begins, from 1 for Monday to 7 for Sunday, where the browser knows it. */
function firstDay() {
  /** @type {Intl.Locale & { getWeekInfo?: () => { firstDay: number }, weekInfo?: { firstDay: number } }} */
  const locale = new Intl.Locale(LOCALE ?? "en-GB");
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
}

/**
 * Return the hours of a week, which begin on Monday, from the first day of the reader's week.
 * @param {Mark[]} marks
 */
export function weekInOrder(marks) {
  const before = (firstDay() - 1) * HOURS;
  return [...marks.slice(before), ...marks.slice(0, before)];
}

/** @param {Mark[]} marks */
export function grid(marks) {
  const highest = Math.max(1, ...marks.map(({ count }) => count));
  return h(
    "div",
    { className: "chart-grid" },
    h("span", { "aria-hidden": true }),
    Array.from({ length: HOURS }, (_, hour) =>
      h(
        "span",
        { key: `hour ${hour}`, className: "chart-hour", "aria-hidden": true },
        SHOWN.includes(hour) ? hour : "",
      ),
    ),
    marks.map((mark, place) => [
      place % HOURS === 0 &&
        h("span", { key: `day ${place}`, className: "chart-day", "aria-hidden": true }, labelOf(mark).slice(0, 3)),
      cell(mark, highest),
    ]),
  );
}

/**
 * @param {Mark} mark
 * @param {number} highest
 */
const cell = (mark, highest) => narrowLink(mark, "chart-cell", { "--share": String(mark.count / highest) });
