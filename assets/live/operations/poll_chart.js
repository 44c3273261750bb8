// The last polls, drawn from their figures: three strips of bars and one of failures, above a sentence that says the same.
import { createElement as h } from "react";
import { serverNow } from "../kit/clock.js";
import { absolute } from "../kit/time.js";
import { figure } from "./operations.js";
import { colour, most, Strip } from "./strip.js";

const sum = (polls, name) => polls.reduce((total, poll) => total + poll[name], 0);
const seconds = (number) => `${number < 10 ? number.toFixed(2) : Math.round(number)} s`;

function told(poll) {
  const found = `${poll.new} new, ${poll.updated} updated, ${poll.unchanged} unchanged`;
  return `${absolute(poll.at, serverNow())}: ${seconds(poll.seconds)}, ${found}${poll.error ? `. ${poll.error}` : ""}`;
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
  return h(
    "figure",
    { className: "chart", "data-testid": "poll-chart" },
    caption,
    h(Strip, {
      name: "Duration",
      scale: (highest) => `up to ${seconds(highest)}`,
      items: polls,
      told,
      series: [["bar-seconds", (poll) => poll.seconds]],
      testid: "strip-duration",
    }),
    h(Strip, {
      name: [colour("bar-new", "New"), colour("bar-updated", "Updated")],
      scale: upTo,
      items: polls,
      told,
      series: [
        ["bar-new", (poll) => poll.new],
        ["bar-updated", (poll) => poll.updated],
      ],
      testid: "strip-found",
    }),
    h(Strip, {
      name: "Unchanged",
      scale: upTo,
      items: polls,
      told,
      series: [["bar-unchanged", (poll) => poll.unchanged]],
      testid: "strip-unchanged",
    }),
    h(Strip, {
      name: "Failed",
      scale: (highest) => (highest ? figure(polls.filter((poll) => poll.error).length) : "none"),
      items: polls,
      told,
      series: [["bar-failed", (poll) => (poll.error ? 1 : 0)]],
      testid: "strip-failed",
    }),
  );
}
