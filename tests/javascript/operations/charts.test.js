import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { draw } from "../browser/drawn.js";
import { load, NOW } from "../browser/page.js";

const MINUTE = 60_000;
const clock = (at) => new Date(at).toTimeString().slice(0, 5);
const bars = (place, testid) =>
  [...place.querySelectorAll(`[data-testid=${testid}] rect`)].map((bar) => Number(bar.getAttribute("height")));
const text = (place, testid) => place.querySelector(`[data-testid=${testid}]`).textContent;

const poll = (ago, special = {}) => ({
  at: NOW - ago * MINUTE,
  seconds: 1,
  new: 0,
  updated: 0,
  unchanged: 0,
  error: "",
  ...special,
});

test("a chart of no polls is a sentence", async () => {
  const { PollChart } = await load("operations/poll_chart.js");
  const { place } = draw(h(PollChart, { polls: [] }));
  expect([text(place, "poll-summary"), place.querySelectorAll("svg").length]).toEqual(["No polls to show yet.", 0]);
});

test("the polls are told in a sentence and drawn, the oldest first", async () => {
  const { PollChart } = await load("operations/poll_chart.js");
  const polls = [
    poll(0, { seconds: 12.4, new: 3, updated: 1 }),
    poll(1, { error: "No answer" }),
    poll(2, { seconds: 0.5, new: 1000, unchanged: 5 }),
  ];
  const { place } = draw(h(PollChart, { polls }));
  expect(text(place, "poll-summary")).toBe(
    `3 polls, ${clock(NOW - 2 * MINUTE)} to ${clock(NOW)}: 1,003 new, 1 updated, 5 unchanged; the longest took 12 s; 1 failed.`,
  );
  const [first, second, third] = bars(place, "strip-duration");
  expect([Math.round(first), Math.round(second), third]).toEqual([4, 8, 100]);
  expect(bars(place, "strip-failed")).toEqual([0, 100, 0]);
  expect(bars(place, "strip-found").slice(-2)).toEqual([2, 2]); // what is there is seen, however small
  expect(place.querySelectorAll("title")[1].textContent).toBe(
    `${clock(NOW - MINUTE)}: 1.00 s, 0 new, 0 updated, 0 unchanged. No answer`,
  );
});

test("one poll is one", async () => {
  const { PollChart } = await load("operations/poll_chart.js");
  expect(text(draw(h(PollChart, { polls: [poll(0)] })).place, "poll-summary")).toMatch(/^1 poll, .*none failed\.$/);
});

const TOTALS = {
  browsers: 0,
  views: 0,
  tickets: 0,
  users: 0,
  frames: 0,
  bytes: 0,
  waiting: 0,
  longest_queue: 0,
  reconnects: 0,
  connects: 0,
  closed: 0,
  reads: 0,
  skipped: 0,
};
const minute = (ago, special = {}, latency = { p50: 4, p99: 9 }) => ({
  at: NOW - ago * MINUTE,
  ...latency,
  shown: { ...TOTALS, ...special },
});

test("a push that nobody has counted yet is a sentence", async () => {
  const { PushChart } = await load("operations/push_chart.js");
  const { place } = draw(h(PushChart, { push: { minutes: [], p50: -1, p99: -1, measured: 0 } }));
  expect([place.querySelectorAll("figcaption").length, place.querySelectorAll("svg").length]).toEqual([1, 0]);
});

test("the push is told in facts and drawn in strips", async () => {
  const { PushChart } = await load("operations/push_chart.js");
  const minutes = [
    minute(1, { browsers: 2000, frames: 10, bytes: 3_000_000, longest_queue: 1500, reconnects: 2, connects: 5 }),
    minute(0, {
      browsers: 1,
      views: 1,
      tickets: 2,
      users: 1,
      frames: 1,
      bytes: 999,
      waiting: 3,
      longest_queue: 10,
      reads: 7,
      skipped: 8,
    }),
  ];
  const { place } = draw(h(PushChart, { push: { minutes, p50: 4, p99: 1234, measured: 50 } }));
  expect(text(place, "push-browsers")).toBe("1");
  expect(text(place, "push-rooms")).toBe("1 list, 2 tickets, 1 person");
  expect(text(place, "push-latency")).toContain("1,234 ms");
  expect(text(place, "push-latency")).toContain("50 samples");
  expect(text(place, "push-waiting")).toContain("10 B");
  expect(text(place, "push-reconnects")).toContain("2 of 5");
  expect(text(place, "push-summary")).toContain("2,000 browsers");
  expect(text(place, "push-summary")).toContain("11 frames");
  expect(text(place, "push-summary")).toContain("3 MB");
  expect(text(place, "push-summary")).toContain("2 kB");
  expect(bars(place, "strip-browsers")).toEqual([100, 2]);
  const [half, rest] = bars(place, "strip-latency");
  expect([Math.round(half), Math.round(rest)]).toEqual([44, 56]);
});

test("what was not measured says so", async () => {
  const { PushChart } = await load("operations/push_chart.js");
  const push = { minutes: [minute(0, {}, { p50: -1, p99: -1 })], p50: -1, p99: -1, measured: 0 };
  const { place } = draw(h(PushChart, { push }));
  expect(text(place, "push-latency")).toBe("not measured");
  expect(bars(place, "strip-latency")).toEqual([0, 0]);
});
