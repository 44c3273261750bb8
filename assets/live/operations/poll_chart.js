// The last polls: three strips of bars and one of failures, under a sentence that says the same.
/** @import { PollChartProps, PollLine } from "#wire" */
import { createElement as h } from "react";
import { serverNow } from "../kit/clock.js";
import { absolute } from "../kit/time.js";
import { LOCALE, translate, translatePlural, translateSent } from "../language/translate.js";
import { formatNumber } from "./operations.js";
import { largest, legend, strip } from "./strip.js";

/**
 * @param {PollLine[]} polls
 * @param {"new" | "updated" | "unchanged"} name
 */
const sumOf = (polls, name) => polls.reduce((total, poll) => total + poll[name], 0);
const SHORT = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** @param {number} number */
const formatSeconds = (number) => `${number < 10 ? SHORT.format(number) : formatNumber(Math.round(number))} s`;

/**
 * @param {number} fresh
 * @param {number} updated
 * @param {number} unchanged
 */
const foundWords = (fresh, updated, unchanged) =>
  translate("{fresh} new, {updated} updated, {unchanged} unchanged", {
    fresh: formatNumber(fresh),
    updated: formatNumber(updated),
    unchanged: formatNumber(unchanged),
  });

/** @param {PollLine} poll */
function describe(poll) {
  const found = foundWords(poll.new, poll.updated, poll.unchanged);
  return `${absolute(poll.at, serverNow())}: ${formatSeconds(poll.seconds)}, ${found}${poll.error ? `. ${translateSent(poll.error)}` : ""}`;
}

/** @param {PollLine[]} polls */
function sentence(polls) {
  const last = polls.at(-1);
  if (last === undefined) return translate("No polls to show yet.");
  const now = serverNow();
  const failed = polls.filter((poll) => poll.error).length;
  const found = foundWords(sumOf(polls, "new"), sumOf(polls, "updated"), sumOf(polls, "unchanged"));
  const times = translate("{from} to {until}", { from: absolute(polls[0].at, now), until: absolute(last.at, now) });
  const longest = formatSeconds(largest(polls, (poll) => poll.seconds));
  const failures = failed ? translate("{count} failed", { count: formatNumber(failed) }) : translate("none failed");
  const count = translatePlural(polls.length, "{count} poll", "{count} polls");
  return translate("{count}, {times}: {found}; the longest took {longest}; {failures}.", {
    count,
    times,
    found,
    longest,
    failures,
  });
}

/** @param {PollChartProps} props */
export function PollChart({ polls: newestFirst }) {
  const polls = [...newestFirst].reverse();
  /** @param {number} highest */
  const upTo = (highest) =>
    highest ? translate("up to {value}", { value: formatNumber(highest) }) : translate("none");
  const caption = h("figcaption", { "data-testid": "poll-summary" }, sentence(polls));
  if (!polls.length) return h("figure", { className: "chart", "data-testid": "poll-chart" }, caption);
  return h(
    "figure",
    { className: "chart", "data-testid": "poll-chart" },
    caption,
    strip({
      name: translate("Duration"),
      scale: (highest) => translate("up to {value}", { value: formatSeconds(highest) }),
      items: polls,
      describe,
      series: [["bar-seconds", (poll) => poll.seconds]],
      testid: "strip-duration",
    }),
    strip({
      name: [legend("bar-new", translate("New")), legend("bar-updated", translate("Updated"))],
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
      name: translate("Unchanged"),
      scale: upTo,
      items: polls,
      describe,
      series: [["bar-unchanged", (poll) => poll.unchanged]],
      testid: "strip-unchanged",
    }),
    strip({
      name: translate("Failed"),
      scale: (highest) => (highest ? formatNumber(polls.filter((poll) => poll.error).length) : translate("none")),
      items: polls,
      describe,
      series: [["bar-failed", (poll) => (poll.error ? 1 : 0)]],
      testid: "strip-failed",
    }),
  );
}
