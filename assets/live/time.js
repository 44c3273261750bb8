// Times for people: relative under two hours, then absolute; local and UTC in the tooltip.
import { createElement } from "react";
import { serverNow, useTick } from "./clock.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (number) => String(number).padStart(2, "0");

/** "just now", "45 s ago", "72 min ago"; null from two hours on. */
export function relative(age) {
  if (age < MINUTE) return age < 10_000 ? "just now" : `${Math.floor(age / 1000)} s ago`;
  return age < 2 * HOUR ? `${Math.floor(age / MINUTE)} min ago` : null;
}

/** Local time, as short as is still clear: without the date on the same day, with the year in another one. */
export function absolute(moment, now) {
  const at = new Date(moment);
  const today = new Date(now);
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === today.toDateString()) return clock;
  const day = at.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  if (Math.abs(now - moment) < 7 * DAY || at.getFullYear() === today.getFullYear()) return `${day}, ${clock}`;
  return at.toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}

/** Both zones, for the tooltip. */
export function full(moment) {
  const at = new Date(moment);
  const local = at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
  return `${local} local\n${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A time element; `at` is ms since 1970 by the server's clock, 0 is none. */
export function Moment({ at }) {
  useTick();
  if (!at) return createElement("span", { className: "quiet" }, "–");
  const now = serverNow();
  const text = relative(Math.max(0, now - at)) ?? absolute(at, now);
  return createElement("time", { dateTime: new Date(at).toISOString(), title: full(at) }, text);
}
