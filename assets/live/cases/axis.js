// The arithmetic of a time axis: which span is shown, where a time stands in it, and what is written below it.

import { LOCALE } from "../language/translate.js";

/** @typedef {{ from: number, to: number }} Span In ms since 1970. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 5, 15, 30].map((n) => n * MINUTE),
  ...[1, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 180, 365].map((n) => n * DAY),
];
const SHORTEST = 10 * MINUTE;

/**
 * Return the span of some times, with some room at both ends.
 * @param {number[]} times
 * @returns {Span}
 */
export function spanOf(times) {
  if (times.length === 0) return { from: 0, to: SHORTEST };
  const first = times.reduce((one, other) => Math.min(one, other));
  const last = times.reduce((one, other) => Math.max(one, other));
  const room = Math.max((last - first) * 0.03, SHORTEST / 2);
  return { from: first - room, to: last + room };
}

/**
 * Return where a time stands in a span, in percent of its length.
 * @param {number} at
 * @param {Span} span
 */
export const placeOf = (at, { from, to }) => (100 * (at - from)) / (to - from);

/**
 * Return a span with both ends within another one, and its length as far as that allows.
 * @param {Span} span
 * @param {Span} whole
 * @returns {Span}
 */
function within({ from, to }, whole) {
  const length = Math.min(to - from, whole.to - whole.from);
  const start = Math.min(Math.max(from, whole.from), whole.to - length);
  return { from: start, to: start + length };
}

/**
 * Return a span that is a factor longer, around a place of it that stays where it is.
 * @param {Span} span
 * @param {number} factor
 * @param {Span} whole
 * @param {number} at
 */
export function zoomed(span, factor, whole, at = (span.from + span.to) / 2) {
  const length = Math.max((span.to - span.from) * factor, SHORTEST);
  const share = (at - span.from) / (span.to - span.from);
  const from = at - share * length;
  return within({ from, to: from + length }, whole);
}

/**
 * Return a span that is moved by a share of its length.
 * @param {Span} span
 * @param {number} share
 * @param {Span} whole
 */
export function moved({ from, to }, share, whole) {
  const way = (to - from) * share;
  return within({ from: from + way, to: to + way }, whole);
}

/**
 * Return the times to write below a span: whole hours or days of the reader's zone, as many as there is room for.
 * @param {Span} span
 * @param {number} most
 */
export function ticksOf({ from, to }, most) {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const zone = new Date(from).getTimezoneOffset() * MINUTE;
  const ticks = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) ticks.push(at);
  return { ticks, step };
}

/**
 * Return how many times fall into each of some equal parts of a span.
 * @param {number[]} times
 * @param {Span} span
 * @param {number} parts
 */
export function binsOf(times, { from, to }, parts) {
  const bins = Array.from({ length: parts }, () => 0);
  for (const at of times)
    if (at >= from && at <= to) bins[Math.min(parts - 1, Math.floor((parts * (at - from)) / (to - from)))]++;
  return bins;
}

const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const DAY_AND_MONTH = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });

/**
 * Return a tick's text: the time of day where ticks are close, with the day at midnight.
 * @param {number} at
 * @param {number} step
 */
export function tickText(at, step) {
  const moment = new Date(at);
  const isMidnight = moment.getHours() === 0 && moment.getMinutes() === 0;
  return step >= DAY || isMidnight ? DAY_AND_MONTH.format(moment) : CLOCK.format(moment);
}
