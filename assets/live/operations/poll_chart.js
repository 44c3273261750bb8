// The last polls: three strips of bars and one of failures, under a sentence that says the same.
/** @import { PollChartProps, PollLine } from "#wire" */
import { createElement as h } from "react";
import { serverNow } from "../kit/clock.js";
import { absolute } from "../kit/time.js";
import { formatNumber } from "./operations.js";
import { largest, legend, strip } from "./strip.js";

/**
 * @param {PollLine[]} polls
 * @param {"new" | "updated" | "unchanged"} name
 */
const sumOf = (polls, name) => polls.reduce((total, poll) => total + poll[name], 0);
/** @param {number} number */
const formatSeconds = (number) => `${number < 10 ? number.toFixed(2) : Math.round(number)} s`;

/** @param {PollLine} poll */
function describe(poll) {
  const found = `${poll.new} new, ${poll.updated} updated, ${poll.unchanged} unchanged`;
  return `${absolute(poll.at, serverNow())}: ${formatSeconds(poll.seconds)}, ${found}${poll.error ? `. ${poll.error}` : ""}`;
}

/** @param {PollLine[]} polls */
function sentence(polls) {
  const last = polls.at(-1);
  if (last === undefined) return "No polls to show yet.";
  const now = serverNow();
  const failed = polls.filter((poll) => poll.error).length;
  const found = /** @type {const} */ (["new", "updated", "unchanged"])
    .map((name) => `${formatNumber(sumOf(polls, name))} ${name}`)
    .join(", ");
  const times = `${absolute(polls[0].at, now)} to ${absolute(last.at, now)}`;
  const longest = formatSeconds(largest(polls, (poll) => poll.seconds));
  const failures = failed ? `${formatNumber(failed)} failed` : "none failed";
  const count = polls.length === 1 ? "1 poll" : `${formatNumber(polls.length)} polls`;
  return `${count}, ${times}: ${found}; the longest took ${longest}; ${failures}.`;
}

/** @param {PollChartProps} props */
export function PollChart({ polls: newestFirst }) {
  const polls = [...newestFirst].reverse();
  /** @param {number} highest */
  const upTo = (highest) => (highest ? `up to ${formatNumber(highest)}` : "none");
  const caption = h("figcaption", { "data-testid": "poll-summary" }, sentence(polls));
  if (!polls.length) return h("figure", { className: "chart", "data-testid": "poll-chart" }, caption);
  return h(
    "figure",
    { className: "chart", "data-testid": "poll-chart" },
    caption,
    strip({
      name: "Duration",
      scale: (highest) => `up to ${formatSeconds(highest)}`,
      items: polls,
      describe,
      series: [["bar-seconds", (poll) => poll.seconds]],
      testid: "strip-duration",
    }),
    strip({
      name: [legend("bar-new", "New"), legend("bar-updated", "Updated")],
      scale: upTo,
      items: polls,
      describe,
      series: [
        ["bar-new", (poll) => poll.new],
        ["bar-updated", (poll) => poll.updated],
      ],
      testid: "strip-found",
    }),
    strip({
      name: "Unchanged",
      scale: upTo,
      items: polls,
      describe,
      series: [["bar-unchanged", (poll) => poll.unchanged]],
      testid: "strip-unchanged",
    }),
    strip({
      name: "Failed",
      scale: (highest) => (highest ? formatNumber(polls.filter((poll) => poll.error).length) : "none"),
      items: polls,
      describe,
      series: [["bar-failed", (poll) => (poll.error ? 1 : 0)]],
      testid: "strip-failed",
    }),
  );
}
