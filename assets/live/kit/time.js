// Times for people: relative under two hours, then absolute; local and UTC in the tooltip.
/** @import { MomentProps } from "#wire" */
import { createElement, useMemo } from "react";
import { LOCALE, translate } from "../language/translate.js";
import { serverNow, useAbsoluteTimes, useAtTick } from "./clock.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Creating a format takes 50 µs, and using it 2 µs.
const DAY_AND_MONTH = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });
const DATE = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const DATE_AND_TIME = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "medium" });

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/**
 * Return "just now", "45 s ago", "72 min ago"; null from two hours on.
 * @param {number} age
 */
export function relative(age) {
  if (age < MINUTE)
    return age < 10_000 ? translate("just now") : translate("{seconds} s ago", { seconds: Math.floor(age / 1000) });
  return age < 2 * HOUR ? translate("{minutes} min ago", { minutes: Math.floor(age / MINUTE) }) : null;
}

/**
 * Return the local time, as short as is still clear: without the date on the same day, with the year in another one.
 * @param {number} moment
 * @param {number} now
 */
export function absolute(moment, now) {
  const at = new Date(moment);
  const today = new Date(now);
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === today.toDateString()) return clock;
  const day = DAY_AND_MONTH.format(at);
  if (Math.abs(now - moment) < 7 * DAY || at.getFullYear() === today.getFullYear()) return `${day}, ${clock}`;
  return DATE.format(at);
}

/**
 * Return the time in both zones, for the tooltip.
 * @param {number} moment
 */
export function full(moment) {
  const at = new Date(moment);
  const local = translate("{time} local", { time: DATE_AND_TIME.format(at) });
  return `${local}\n${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/**
 * @param {number} at
 * @param {boolean} isAbsolute
 */
function inWords(at, isAbsolute) {
  const now = serverNow();
  return (isAbsolute ? null : relative(Math.max(0, now - at))) ?? absolute(at, now);
}

/**
 * A time element; `at` is ms since 1970 by the server's clock, 0 is none.
 * @param {MomentProps} props
 */
export function Moment({ at }) {
  const isAbsolute = useAbsoluteTimes();
  const text = useAtTick(() => (at ? inWords(at, isAbsolute) : "–"));
  const [iso, title] = useMemo(() => (at ? [new Date(at).toISOString(), full(at)] : []), [at]);
  return at
    ? createElement("time", { dateTime: iso, title }, text)
    : createElement("span", { className: "quiet" }, text);
}
