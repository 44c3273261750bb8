// The last hour of the push: the current figures, strips of bars, and a sentence that says the same.
/** @import { ReactNode } from "react" */
/** @import { PushChartProps, PushMinute, PushTotals, PushView } from "#wire" */
/** @import { Series } from "./strip.js" */
import { createElement as h } from "react";
import { serverNow } from "../kit/clock.js";
import { absolute } from "../kit/time.js";
import { translate, translatePlural } from "../language/translate.js";
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
  p50 < 0
    ? translate("not measured")
    : translate("median {p50} ms, p99 {p99} ms", { p50: formatNumber(p50), p99: formatNumber(p99) });
/**
 * @param {PushMinute[]} minutes
 * @param {keyof PushTotals} name
 */
const sumOf = (minutes, name) => minutes.reduce((total, { shown }) => total + shown[name], 0);
/** @param {number} count */
const frames = (count) => translatePlural(count, "{count} frame", "{count} frames");
/** @param {number} count */
const browsers = (count) => translatePlural(count, "{count} browser", "{count} browsers");
/** @param {number} bytes */
const longestQueue = (bytes) => translate("longest queue {size}", { size: formatSize(bytes) });

/** @param {PushMinute} minute */
function describe({ at, p50, p99, shown }) {
  const sent = `${frames(shown.frames)}, ${formatSize(shown.bytes)}`;
  const parts = [browsers(shown.browsers), sent, `${translate("latency")}: ${latency(p50, p99)}`];
  if (shown.longest_queue) parts.push(longestQueue(shown.longest_queue));
  if (shown.reconnects) parts.push(translatePlural(shown.reconnects, "{count} reconnect", "{count} reconnects"));
  return `${absolute(at, serverNow())}: ${parts.join("; ")}`;
}

/** @param {PushView} push */
function facts({ minutes, p50, p99, measured }) {
  const now = minutes[minutes.length - 1].shown;
  const reads = sumOf(minutes, "reads");
  const skipped = sumOf(minutes, "skipped");
  const rooms = [
    translatePlural(now.views, "{count} list", "{count} lists"),
    translatePlural(now.tickets, "{count} ticket", "{count} tickets"),
    translatePlural(now.users, "{count} person", "{count} people"),
  ];
  return [
    [translate("Browsers"), formatNumber(now.browsers), "browsers"],
    [translate("Rooms"), rooms.join(", "), "rooms"],
    [
      translate("Latency"),
      `${latency(p50, p99)}${measured ? ` (${translatePlural(measured, "{count} sample", "{count} samples")})` : ""}`,
      "latency",
    ],
    [
      translate("Waiting"),
      now.waiting ? `${formatNumber(now.waiting)} (${longestQueue(now.longest_queue)})` : translate("none"),
      "waiting",
    ],
    [
      translate("Reconnects"),
      translate("{some} of {all} connections", {
        some: formatNumber(sumOf(minutes, "reconnects")),
        all: formatNumber(sumOf(minutes, "connects")),
      }),
      "reconnects",
    ],
    [translate("Dropped (slow clients)"), formatNumber(sumOf(minutes, "closed")), "closed"],
    [
      translate("List queries"),
      translate("{count} ({skipped} skipped)", { count: formatNumber(reads), skipped: formatNumber(skipped) }),
      "reads",
    ],
  ];
}

/** @param {PushView} push */
function sentence({ minutes, p50, p99 }) {
  const times = translate("{from} to now", { from: absolute(minutes[0].at, serverNow()) });
  const most = browsers(largest(minutes, ({ shown }) => shown.browsers));
  const sent = translate("{frames} with {size}", {
    frames: frames(sumOf(minutes, "frames")),
    size: formatSize(sumOf(minutes, "bytes")),
  });
  const waited = largest(minutes, ({ shown }) => shown.longest_queue);
  const queue = waited ? longestQueue(waited) : translate("no queues");
  return translate("{times}: at most {most}; {sent}; latency: {latency}; {queue}.", {
    times,
    most,
    sent,
    latency: latency(p50, p99),
    queue,
  });
}

/** @param {PushChartProps} props */
export function PushChart({ push }) {
  const { minutes } = push;
  const attributes = { className: "chart", "data-testid": "push-chart" };
  if (!minutes.length) return h("figure", attributes, h("figcaption", null, translate("No data yet.")));
  /** @param {(number: number) => string} format */
  const upTo = (format) => (/** @type {number} */ highest) =>
    highest ? translate("up to {value}", { value: format(highest) }) : translate("none");
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
    chart(translate("Browsers"), "strip-browsers", formatNumber, ["bar-updated", ({ shown }) => shown.browsers]),
    chart(translate("Frames per minute"), "strip-frames", formatNumber, ["bar-updated", ({ shown }) => shown.frames]),
    chart(translate("Bytes per minute"), "strip-bytes", formatSize, ["bar-seconds", ({ shown }) => shown.bytes]),
    chart(
      [legend("bar-updated", translate("Median latency")), legend("bar-unchanged", "p99")],
      "strip-latency",
      milliseconds,
      ["bar-updated", p50],
      ["bar-unchanged", (minute) => Math.max(0, minute.p99) - p50(minute)],
    ),
    chart(translate("Longest queue"), "strip-queue", formatSize, ["bar-failed", ({ shown }) => shown.longest_queue]),
    chart(translate("Reconnects"), "strip-reconnects", formatNumber, ["bar-seconds", ({ shown }) => shown.reconnects]),
  );
}
