// The last polls, drawn from their figures: three strips of bars and one of failures, above a sentence that says the same.
import { createElement as h } from "react";
import { figure } from "./operations.js";
import { absolute } from "./time.js";
import { serverNow } from "./clock.js";

const HEIGHT = 100;
// A few polls are not drawn as broad blocks.
const FEWEST_PLACES = 40;

const sum = (polls, name) => polls.reduce((total, poll) => total + poll[name], 0);
const most = (polls, value) => polls.reduce((highest, poll) => Math.max(highest, value(poll)), 0);
const seconds = (number) => `${number < 10 ? number.toFixed(2) : Math.round(number)} s`;

function told(poll) {
  const found = `${poll.new} new, ${poll.updated} updated, ${poll.unchanged} unchanged`;
  return `${absolute(poll.at, serverNow())}: ${seconds(poll.seconds)}, ${found}${poll.error ? `. ${poll.error}` : ""}`;
}

/** Bars of stacked series; `series` are pairs of a class and a function of a poll. */
function Strip({ name, scale, polls, series, testid }) {
  const places = Math.max(polls.length, FEWEST_PLACES);
  const first = places - polls.length;
  const highest = most(polls, (poll) => series.reduce((total, [, value]) => total + value(poll), 0));
  const bars = polls.map((poll, place) => {
    let top = HEIGHT;
    const parts = series.map(([kind, value]) => {
      // What is there is seen, however small beside the highest.
      const height = value(poll) ? Math.max(2, (value(poll) / highest) * HEIGHT) : 0;
      top -= height;
      return h("rect", { key: kind, className: kind, x: first + place + 0.1, y: top, width: 0.8, height });
    });
    return h("g", { key: `${poll.at}-${place}` }, h("title", null, told(poll)), ...parts);
  });
  return h(
    "div",
    { className: "strip", "data-testid": testid },
    h("div", { className: "strip-head" }, h("span", null, name), h("span", { className: "quiet" }, scale(highest))),
    h("svg", { viewBox: `0 0 ${places} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": true }, ...bars),
  );
}

function sentence(polls) {
  if (!polls.length) return "No poll has found anything yet.";
  const now = serverNow();
  const failed = polls.filter((poll) => poll.error).length;
  const found = ["new", "updated", "unchanged"].map((name) => `${figure(sum(polls, name))} ${name}`).join(", ");
  const times = `${absolute(polls[0].at, now)} to ${absolute(polls.at(-1).at, now)}`;
  const longest = seconds(most(polls, (poll) => poll.seconds));
  const failures = failed ? `${figure(failed)} failed` : "none failed";
  const count = polls.length === 1 ? "1 poll" : `${figure(polls.length)} polls`;
  return `${count}, ${times}: ${found}; the longest took ${longest}; ${failures}.`;
}

export function PollChart({ polls: newestFirst }) {
  const polls = [...newestFirst].reverse();
  const upTo = (highest) => (highest ? `up to ${figure(highest)}` : "none");
  const caption = h("figcaption", { "data-testid": "poll-summary" }, sentence(polls));
  if (!polls.length) return h("figure", { className: "chart", "data-testid": "poll-chart" }, caption);
  const key = (kind, text) => h("span", { key: kind, className: `key ${kind}` }, text);
  return h(
    "figure",
    { className: "chart", "data-testid": "poll-chart" },
    caption,
    h(Strip, {
      name: "Duration",
      scale: (highest) => `up to ${seconds(highest)}`,
      polls,
      series: [["bar-seconds", (poll) => poll.seconds]],
      testid: "strip-duration",
    }),
    h(Strip, {
      name: [key("bar-new", "New"), key("bar-updated", "Updated")],
      scale: upTo,
      polls,
      series: [
        ["bar-new", (poll) => poll.new],
        ["bar-updated", (poll) => poll.updated],
      ],
      testid: "strip-found",
    }),
    h(Strip, {
      name: "Unchanged",
      scale: upTo,
      polls,
      series: [["bar-unchanged", (poll) => poll.unchanged]],
      testid: "strip-unchanged",
    }),
    h(Strip, {
      name: "Failed",
      scale: (highest) => (highest ? figure(polls.filter((poll) => poll.error).length) : "none"),
      polls,
      series: [["bar-failed", (poll) => (poll.error ? 1 : 0)]],
      testid: "strip-failed",
    }),
  );
}
