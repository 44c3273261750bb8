// Days in the reader's zone, and how the list's address names when they begin and end.
import { LOCALE } from "./translate.js";

const DAY_MILLISECONDS = 86_400_000;
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const UTC_DATE = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const DATE_AND_MINUTE = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });

/** @param {Date} date */
const isMidnight = (date) => date.getHours() + date.getMinutes() + date.getSeconds() + date.getMilliseconds() === 0;

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/**
 * Return a day as date fields hold it, such as 2026-11-23.
 * @param {Date} date
 */
const fieldText = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/**
 * Return the day before a midnight: 23 or 25 hours before it where the clock changes.
 * @param {Date} date
 */
const dayBefore = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1);

/**
 * Return the moment at which a day of the reader's zone begins, or ends, as the address holds it.
 * @param {string} day
 * @param {boolean} isEnd
 */
export function momentOfDay(day, isEnd) {
  const [, year, month, date] = DAY.exec(day)?.map(Number) ?? [];
  // Whoever types a year passes through 0002 and 0020.
  if (!year || year < 1000) return day;
  return new Date(year, month - 1, date + (isEnd ? 1 : 0)).toISOString().replace(".000Z", "Z");
}

/**
 * Return when the day began that many days before now's.
 * @param {number} days
 * @param {number} now
 */
export function beginOfDay(days, now) {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - days).toISOString().replace(".000Z", "Z");
}

/**
 * Return the day of a moment of the address in the reader's zone; null where it is a moment within a day.
 * @param {string} moment
 * @param {boolean} isEnd
 */
function dayOf(moment, isEnd) {
  const date = new Date(moment);
  // A date alone is a day of UTC, as programs write it, and includes its end.
  if (DAY.test(moment) && isEnd) date.setTime(date.getTime() + DAY_MILLISECONDS);
  if (Number.isNaN(date.getTime()) || !isMidnight(date)) return null;
  return isEnd ? dayBefore(date) : date;
}

/**
 * Return the day that a date field shows for a moment of the address.
 * @param {string} moment
 * @param {boolean} isEnd
 */
export function dayForField(moment, isEnd) {
  const day = moment && (dayOf(moment, isEnd) ?? new Date(moment));
  return day && !Number.isNaN(day.getTime()) ? fieldText(day) : "";
}

/**
 * Return the day of a moment in the reader's zone, in words.
 * @param {string} moment
 */
export const dateInWords = (moment) => DATE.format(new Date(moment));

/**
 * Return a moment of the address in words: the day that it begins or ends, or the date and time in the reader's zone.
 * @param {string} moment
 * @param {boolean} isEnd
 */
export function dayInWords(moment, isEnd) {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return moment;
  const day = dayOf(moment, isEnd);
  if (day) return DATE.format(day);
  return DAY.test(moment) ? `${UTC_DATE.format(date)} UTC` : DATE_AND_MINUTE.format(date);
}
