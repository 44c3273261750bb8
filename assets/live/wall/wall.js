// A screen for the whole desk. It reads REST every few seconds with the token of its own link, says how old what it shows
// is, and goes on by itself after cuts, restarts and upgrades of the app.
import { createElement, useEffect, useState } from "react";
import { getBackendURL } from "$/utils/state";
import { LOCALE, translate, translateSent, written } from "../language/translate.js";

/** @typedef {{ number: string, short_description: string, priority: number | null, status: string, assigned_to: string, assignment_group: string, opened_at: string | null, due_at: string | null }} WallTicket */
/** @typedef {{ at: string, version: string, figures: { name: string, label: string, value: number }[], majors: WallTicket[], due: WallTicket[], oldest: WallTicket[] }} WallData */

const EVERY_MILLISECONDS = 5_000;
const PATIENCE_MILLISECONDS = 10_000;
// Older than that, it is said in words and colour: two reads have failed.
const STALE_MILLISECONDS = 15_000;
// A page that has stood for a day begins again, where the app answers.
const FRESH_MILLISECONDS = 24 * 3_600_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Return the token in the link: after the #, where no server and no log sees it. */
const tokenOf = (/** @type {string} */ hash) => /^#(rca_[\w-]+)$/.exec(hash)?.[1] ?? "";

async function read() {
  const token = tokenOf(window.location.hash);
  const headers = token ? { Authorization: `Bearer ${token}` } : undefined;
  const answer = await fetch(new URL("/api/v1/wall", getBackendURL()), {
    headers,
    cache: "no-store",
    credentials: token ? "omit" : "include",
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body?.error?.message ?? `HTTP ${answer.status}`);
  return /** @type {WallData} */ (body.data);
}

/**
 * Return how long something has been running: "4 min", "3 h 12 min", "9 d 4 h".
 * @param {number} milliseconds
 */
export function running(milliseconds) {
  const age = Math.max(0, milliseconds);
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ${Math.floor((age % HOUR) / MINUTE)} min`;
  return translate("{days} d {hours} h", { days: Math.floor(age / DAY), hours: Math.floor((age % DAY) / HOUR) });
}

/** A soft tone of a second, where the link asks for it (`?sound=on`) and the browser may play. */
function playTone() {
  if (new URLSearchParams(window.location.search).get("sound") !== "on") return;
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.frequency.value = 523;
  gain.gain.setValueAtTime(0.12, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 1);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 1);
  tone.onended = () => audio.close();
}

/** @param {WallData} data */
const criticalOf = (data) => data.majors.filter(({ priority }) => priority === 1).map(({ number }) => number);

/**
 * Return the wall after an answer of the app: a new critical ticket sounds once, and another version loads its own page.
 * @param {{ data: WallData | null, readAt: number }} before
 * @param {WallData} data
 */
function received(before, data) {
  const known = before.data ? new Set(criticalOf(before.data)) : null;
  if (known && criticalOf(data).some((number) => !known.has(number))) playTone();
  const isOld = Date.now() - performance.timeOrigin > FRESH_MILLISECONDS;
  if (isOld || (before.data && before.data.version !== data.version)) window.location.reload();
  return { data, readAt: Date.now(), error: "" };
}

function useWall() {
  const [wall, setWall] = useState({ data: /** @type {WallData | null} */ (null), readAt: 0, error: "" });
  const [now, setNow] = useState(0);
  useEffect(() => {
    let timer = 0;
    let isOver = false;
    const go = async () => {
      try {
        const data = await read();
        if (!isOver) setWall((before) => received(before, data));
      } catch (error) {
        if (!isOver)
          setWall((before) => ({ ...before, error: error instanceof Error ? error.message : String(error) }));
      }
      if (!isOver) timer = window.setTimeout(go, EVERY_MILLISECONDS);
    };
    go();
    const clock = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      window.clearInterval(clock);
    };
  }, []);
  return { ...wall, now };
}

/** @param {number} milliseconds */
const untilDue = (milliseconds) =>
  milliseconds < 0
    ? translate("{time} over", { time: running(-milliseconds) })
    : translate("in {time}", { time: running(milliseconds) });

/** @param {{ tickets: WallTicket[], title: string, at: number, name: string }} props */
function Tickets({ tickets, title, at, name }) {
  /** @param {WallTicket} ticket */
  const timeOf = ({ opened_at: opened, due_at: due }) => {
    if (name === "due") return due ? untilDue(Date.parse(due) - at) : "";
    return opened ? running(at - Date.parse(opened)) : "";
  };
  const lines = tickets.map((ticket) =>
    createElement(
      "li",
      { key: ticket.number, className: "wall-ticket", "data-number": ticket.number, "data-priority": ticket.priority },
      createElement("span", { className: "wall-number" }, ticket.number),
      createElement("span", { className: "wall-text", dir: "auto" }, ticket.short_description),
      createElement(
        "span",
        { className: "wall-who" },
        ticket.assigned_to || ticket.assignment_group || translate("unassigned"),
      ),
      createElement("span", { className: "wall-running" }, timeOf(ticket)),
    ),
  );
  return createElement(
    "section",
    { className: "wall-list", "data-list": name },
    createElement("h2", null, title),
    tickets.length > 0
      ? createElement("ol", null, lines)
      : createElement("p", { className: "wall-quiet" }, translate("None")),
  );
}

/** The whole wall. */
export function Wall() {
  const { data, readAt, error, now } = useWall();
  const age = readAt > 0 ? now - readAt : 0;
  const isStale = error !== "" && (readAt === 0 || age > STALE_MILLISECONDS);
  const at = data ? Date.parse(data.at) + Math.max(0, age) : 0;
  const due = data?.due ?? []; // an app that has not been upgraded yet sends none
  const zone = now ? new URLSearchParams(window.location.search).get("zone") : null;
  return createElement(
    "div",
    { className: "wall", "data-testid": "wall", "data-status": isStale ? "stale" : "ok", "aria-busy": data === null },
    createElement(
      "div",
      { className: "wall-head" },
      createElement(
        "span",
        { className: "wall-clock", "data-testid": "wall-clock" },
        now ? clockOf(at || now, zone) : "",
      ),
      isStale &&
        createElement(
          "p",
          { className: "wall-stale", role: "alert" },
          readAt > 0 ? translate("Not up to date: last read {age} ago. {error}", { age: running(age), error }) : error,
        ),
    ),
    data &&
      createElement(
        "div",
        { className: "wall-figures" },
        data.figures.map(({ name, label, value }) =>
          createElement(
            "div",
            { key: name, className: "wall-figure", "data-name": name, "data-value": value },
            createElement("span", { className: "wall-label" }, translateSent(label)),
            createElement("span", { className: "wall-value" }, written(value)),
          ),
        ),
      ),
    data &&
      createElement(
        "div",
        { className: "wall-lists" },
        createElement(Tickets, { tickets: data.majors, title: translate("Major, unresolved"), at, name: "majors" }),
        due.length > 0 && createElement(Tickets, { tickets: due, title: translate("Due next"), at, name: "due" }),
        createElement(Tickets, { tickets: data.oldest, title: translate("Oldest open"), at, name: "oldest" }),
      ),
  );
}

/**
 * Return the time of day in the desk's zone (`?zone=Europe/Berlin`), or in the screen's.
 * @param {number} at
 * @param {string | null} zone
 */
function clockOf(at, zone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
  try {
    return new Intl.DateTimeFormat(LOCALE, zone ? { ...form, timeZone: zone } : form).format(at);
  } catch {
    return new Intl.DateTimeFormat(LOCALE, form).format(at);
  }
}
