// When a service level ends, and how old a ticket is, in words that count on by themselves.
/** @import { AgeProps, DueProps } from "#wire" */
import { createElement as h } from "react";
import { serverNow, useAtTick } from "../kit/clock.js";
import { full } from "../kit/time.js";
import { translate } from "../language/translate.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Return a duration in its largest unit, such as "40 min" or "2 h".
 * @param {number} milliseconds
 */
export function lasting(milliseconds) {
  if (milliseconds < MINUTE) return "1 min";
  if (milliseconds < 2 * HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  return milliseconds < 2 * DAY
    ? `${Math.floor(milliseconds / HOUR)} h`
    : translate("{days} d", { days: Math.floor(milliseconds / DAY) });
}

/**
 * Return "in 40 min", "2 h over", "paused" or nothing.
 * @param {number} at
 * @param {string} sla
 * @param {number} now
 */
export function dueText(at, sla, now) {
  if (!at) return sla === "paused" ? translate("paused") : "";
  return at > now
    ? translate("in {time}", { time: lasting(at - now) })
    : translate("{time} over", { time: lasting(now - at) });
}

/**
 * Return how urgent it is: "over", "soon" or nothing; a ticket that is no longer worked on is neither.
 * @param {number} at
 * @param {boolean} isActive
 * @param {number} now
 */
export function urgencyOf(at, isActive, now) {
  if (!at || !isActive) return "";
  if (at <= now) return "over";
  return at - now <= HOUR ? "soon" : "";
}

/** @param {DueProps} props */
export function Due({ at, sla, isActive }) {
  // Both in one text: the cell is drawn again only when what it shows has changed.
  const shown = useAtTick(() => `${urgencyOf(at, isActive, serverNow())}|${dueText(at, sla, serverNow())}`);
  const [urgency, text] = shown.split("|");
  const attributes = {
    className: `due${urgency ? ` due-${urgency}` : ""}`,
    "data-due": urgency || sla,
    translate: "no",
  };
  if (!text) return h("span", { className: "quiet nothing-due" }, "–");
  if (!at)
    return h("span", { ...attributes, title: translate("The time of its service level does not run now") }, text);
  return h(
    "time",
    { ...attributes, dateTime: new Date(at).toISOString(), title: translate("Due {time}", { time: full(at) }) },
    text,
  );
}

/** @param {AgeProps} props */
export function Age({ at }) {
  const text = useAtTick(() => (at ? lasting(Math.max(0, serverNow() - at)) : "–"));
  if (!at) return h("span", { className: "quiet" }, text);
  return h(
    "time",
    { dateTime: new Date(at).toISOString(), title: translate("Opened {time}", { time: full(at) }), translate: "no" },
    text,
  );
}
