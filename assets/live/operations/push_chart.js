// The last hour of the push: the current figures, strips of bars, and a sentence that says the same.
/** @import { ReactNode } from "react" */
/** @import { PushChartProps, PushMinute, PushTotals, PushView } from "#wire" */
/** @import { Series } from "./strip.js" */
import { createElement as h } from "react";
import { serverNow } from "../kit/clock.js";
import { absolute } from "../kit/time.js";
import { formatNumber } from "./operations.js";
import { largest, legend, strip } from "./strip.js";

const KILO = 1000;

/** @param {number} bytes */
function formatSize(bytes) {
  if (bytes < KILO) return `${bytes} B`;
  if (bytes < KILO * KILO) return `${formatNumber(Math.round(bytes / KILO))} kB`;
  return `${formatNumber(Math.round(bytes / KILO / KILO))} MB`;
}

/**
 * @param {number} p50
 * @param {number} p99
 */
const latency = (p50, p99) =>
  p50 < 0 ? "not measured" : `median ${formatNumber(p50)} ms, p99 ${formatNumber(p99)} ms`;
/**
 * @param {PushMinute[]} minutes
 * @param {keyof PushTotals} name
 */
const sumOf = (minutes, name) => minutes.reduce((total, { shown }) => total + shown[name], 0);
/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
const plural = (count, one, many) => `${formatNumber(count)} ${count === 1 ? one : many}`;

/** @param {PushMinute} minute */
function describe({ at, p50, p99, shown }) {
  const sent = `${plural(shown.frames, "frame", "frames")}, ${formatSize(shown.bytes)}`;
  const parts = [plural(shown.browsers, "browser", "browsers"), sent, `latency: ${latency(p50, p99)}`];
  if (shown.longest_queue) parts.push(`longest queue ${formatSize(shown.longest_queue)}`);
  if (shown.reconnects) parts.push(plural(shown.reconnects, "reconnect", "reconnects"));
  return `${absolute(at, serverNow())}: ${parts.join("; ")}`;
}

/** @param {PushView} push */
function facts({ minutes, p50, p99, measured }) {
  const now = minutes[minutes.length - 1].shown;
  const reads = sumOf(minutes, "reads");
  const skipped = sumOf(minutes, "skipped");
  const rooms = [
    plural(now.views, "list", "lists"),
    plural(now.tickets, "ticket", "tickets"),
    plural(now.users, "person", "people"),
  ];
  return [
    ["Browsers", formatNumber(now.browsers), "browsers"],
    ["Rooms", rooms.join(", "), "rooms"],
    ["Latency", `${latency(p50, p99)}${measured ? ` (${formatNumber(measured)} samples)` : ""}`, "latency"],
    [
      "Waiting",
      now.waiting ? `${formatNumber(now.waiting)} (longest queue ${formatSize(now.longest_queue)})` : "none",
      "waiting",
    ],
    [
      "Reconnects",
      `${formatNumber(sumOf(minutes, "reconnects"))} of ${formatNumber(sumOf(minutes, "connects"))} connections`,
      "reconnects",
    ],
    ["Dropped (slow clients)", formatNumber(sumOf(minutes, "closed")), "closed"],
    ["List queries", `${formatNumber(reads)} (${formatNumber(skipped)} skipped)`, "reads"],
  ];
}

/** @param {PushView} push */
function sentence({ minutes, p50, p99 }) {
  const times = `${absolute(minutes[0].at, serverNow())} to now`;
  const browsers = `at most ${plural(
    largest(minutes, ({ shown }) => shown.browsers),
    "browser",
    "browsers",
  )}`;
  const sent = `${plural(sumOf(minutes, "frames"), "frame", "frames")} with ${formatSize(sumOf(minutes, "bytes"))}`;
  const waited = largest(minutes, ({ shown }) => shown.longest_queue);
  const queue = waited ? `longest queue ${formatSize(waited)}` : "no queues";
  return `${times}: ${browsers}; ${sent}; latency: ${latency(p50, p99)}; ${queue}.`;
}

/** @param {PushChartProps} props */
export function PushChart({ push }) {
  const { minutes } = push;
  const attributes = { className: "chart", "data-testid": "push-chart" };
  if (!minutes.length) return h("figure", attributes, h("figcaption", null, "No data yet."));
  /** @param {(number: number) => string} format */
  const upTo = (format) => (/** @type {number} */ highest) => (highest ? `up to ${format(highest)}` : "none");
  /**
   * @param {ReactNode} name
   * @param {string} testid
   * @param {(number: number) => string} format
   * @param {Series<PushMinute>[]} series
   */
  const chart = (name, testid, format, ...series) =>
    strip({ name, scale: upTo(format), items: minutes, series, describe, testid });
  /** @param {number} number */
  const milliseconds = (number) => `${formatNumber(number)} ms`;
  /** @param {PushMinute} minute */
  const p50 = (minute) => Math.max(0, minute.p50);
  return h(
    "figure",
    attributes,
    h("figcaption", { "data-testid": "push-summary" }, sentence(push)),
    h(
      "dl",
      { className: "facts" },
      ...facts(push).flatMap(([name, value, testid]) => [
        h("dt", { key: `${testid}-name` }, name),
        h("dd", { key: testid, "data-testid": `push-${testid}` }, value),
      ]),
    ),
    chart("Browsers", "strip-browsers", formatNumber, ["bar-updated", ({ shown }) => shown.browsers]),
    chart("Frames per minute", "strip-frames", formatNumber, ["bar-updated", ({ shown }) => shown.frames]),
    chart("Bytes per minute", "strip-bytes", formatSize, ["bar-seconds", ({ shown }) => shown.bytes]),
    chart(
      [legend("bar-updated", "Median latency"), legend("bar-unchanged", "p99")],
      "strip-latency",
      milliseconds,
      ["bar-updated", p50],
      ["bar-unchanged", (minute) => Math.max(0, minute.p99) - p50(minute)],
    ),
    chart("Longest queue", "strip-queue", formatSize, ["bar-failed", ({ shown }) => shown.longest_queue]),
    chart("Reconnects", "strip-reconnects", formatNumber, ["bar-seconds", ({ shown }) => shown.reconnects]),
  );
}
