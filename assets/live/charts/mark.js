// A mark: a link to exactly its tickets.
/** @import { Mark } from "./chart.js" */
import { createElement as h } from "react";
import { Link } from "react-router";
import { LOCALE, translate, translatePlural, translateSent, written } from "../language/translate.js";

const PERIOD = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d:\d\d))?$/;
// The label is a time of the chart's zone already.
const DAY = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", timeZone: "UTC" });
const DATE = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/**
 * Return the label of a period of time in the reader's language, such as "23 Nov" or "23 Nov, 14:00".
 * @param {string} label
 */
export function periodInWords(label) {
  const [, year, month, day, clock] = PERIOD.exec(label) ?? [];
  if (!year) return translateSent(label);
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const named = (Number(year) === new Date().getFullYear() ? DAY : DATE).format(date);
  return clock ? `${named}, ${clock}` : named;
}

/**
 * Return what a mark stands for; names that come from tickets are in no catalogue.
 * @param {Mark} mark
 */
export const labelOf = ({ label, from }) => (from ? periodInWords(label) : translateSent(label));

/** @param {Mark} mark */
export function describe(mark) {
  const { series, count, is_unfinished: isUnfinished, is_few: isFew } = mark;
  const tickets = translatePlural(count, "{count} ticket", "{count} tickets");
  const times =
    mark.median_hours !== undefined &&
    translate("median {median}, 90 % {most}", { median: hours(mark.median_hours), most: hours(mark.p90_hours) });
  const notes = [times, isUnfinished && translate("not over yet"), isFew && count > 0 && translate("few")]
    .filter(Boolean)
    .join(", ");
  return `${labelOf(mark)}: ${tickets}${series ? ` ${translateSent(series)}` : ""}${notes ? ` (${notes})` : ""}`;
}

/**
 * Return a mark that is too narrow for a finger and too many for a Tab key, as columns and cells are: the chart's table
 * has the same links.
 * @param {Mark} mark
 * @param {string} className
 * @param {Record<string, string>} style
 */
export const narrowLink = (mark, className, style) => link(mark, className, null, style, { tabIndex: -1 });

/**
 * @param {Mark} mark
 * @param {string} className
 * @param {import("react").ReactNode} content
 * @param {Record<string, string>} [style]
 * @param {Record<string, unknown>} [more]
 */
export function link(mark, className, content, style, more) {
  const attributes = {
    "data-testid": "chart-mark",
    "data-count": mark.count,
    "data-series": mark.series || undefined,
    "data-few": mark.is_few || undefined,
    "data-unfinished": mark.is_unfinished || undefined,
    // A row is named by what it shows, for those who speak to their computer (WCAG 2.5.3); its title says more.
    "aria-label": content ? undefined : describe(mark),
  };
  const key = `${mark.series} ${mark.label}`;
  return h(
    Link,
    { key, to: `/?${mark.query}`, className, style, title: describe(mark), ...attributes, ...more },
    content,
  );
}

/**
 * Return the link that narrows all charts to a mark's tickets.
 * @param {Mark} mark
 */
export function focus(mark) {
  const { query } = mark;
  const title = translate("Show all charts of {name} alone", { name: labelOf(mark) });
  const attributes = { title, "aria-label": title, "data-testid": "chart-focus" };
  return h(Link, { to: `/insight?${query}`, className: "chart-focus", ...attributes }, "⌕");
}

/** @param {number | null | undefined} value */
export function hours(value) {
  if (value === null || value === undefined) return translate("not known yet");
  if (value < 1) return `${Math.round(value * 60)} min`;
  return value < 48
    ? `${written(Number(value.toFixed(1)))} h`
    : translate("{days} d", { days: written(Number((value / 24).toFixed(1))) });
}
