import { beforeEach, expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { MemoryRouter } from "react-router";
import { act, draw } from "../browser/drawn.js";
import { load, openPage, pass, settle, show } from "../browser/page.js";

const mark = (label, count, special = {}) => ({
  label,
  count,
  query: `category=${label}`,
  series: "",
  is_unfinished: false,
  is_few: count < 10,
  ...special,
});

let asked = [];
let given;

beforeEach(() => {
  openPage("/insight");
  show(true);
  asked = [];
  given = { status: 200, marks: [mark("network", 12), mark("mail", 3)], left_out: "2 tickets without a category" };
  globalThis.fetch = mock(async (url) => {
    asked.push(new URL(url));
    const { status, marks, left_out } = given;
    const searched = { n: 15, since: "2026-10-29T00:00:00Z", left_out };
    return { ok: status === 200, status, json: async () => ({ data: { marks }, searched }) };
  });
});

async function open(props = {}, address = "/insight") {
  const { Chart } = await load("charts/chart.js");
  const chart = h(Chart, { name: "by_category", heading: "By category", shape: "rows", by: "", ...props });
  const { place } = draw(h(MemoryRouter, { initialEntries: [address] }, chart));
  await act(settle);
  return place;
}

const marksIn = (place) => [...place.querySelectorAll("[data-testid=chart-mark]")];

test("a chart asks with the list's parameters and the reader's zone, and each mark is a link to its tickets", async () => {
  const place = await open({ by: "source" }, "/insight?priority=1&status=New");
  const [url] = asked;
  expect([url.pathname, url.searchParams.get("priority"), url.searchParams.get("by")]).toEqual([
    "/api/v1/charts/by_category",
    "1",
    "source",
  ]);
  expect(url.searchParams.get("zone")).toBeTruthy();
  const [first, second] = marksIn(place);
  expect([first.getAttribute("href"), first.dataset.count, first.dataset.few]).toEqual([
    "/?category=network",
    "12",
    undefined,
  ]);
  expect([second.dataset.few, second.title]).toEqual(["true", "mail: 3 tickets (few)"]);
  expect(place.textContent).toContain("n = 15 since Oct 29, 2026 · not counted: 2 tickets without a category");
});

test("a table says the same", async () => {
  const place = await open();
  const cells = [...place.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent));
  expect(cells).toEqual([
    ["network", "12"],
    ["mail", "3"],
  ]);
});

test("columns stand in pairs, and a day that is not over is told apart", async () => {
  given.marks = ["opened", "resolved"].flatMap((series) => [
    mark("2026-11-27", 20, { series }),
    mark("2026-11-28", 0, { series, is_unfinished: true }),
  ]);
  const place = await open({ shape: "columns", name: "opened_resolved" });
  expect(place.querySelectorAll(".chart-period")).toHaveLength(2);
  expect(marksIn(place).map((each) => each.dataset.unfinished)).toEqual([undefined, undefined, "true", "true"]);
});

test("a time that nine in ten have not reached is not known yet", async () => {
  given.marks = [mark("network", 40, { median_hours: 0.5, p90_hours: null, measured: 40, still_open: 30 })];
  const place = await open({ shape: "durations", name: "time_to_resolve" });
  expect(place.textContent).toContain("30 min · not known yet n = 40, 30 open");
});

test("a week is a grid of 168 hours, and a rare hour a dot", async () => {
  given.marks = Array.from({ length: 168 }, (_, hour) => mark(`Mon ${hour}`, hour));
  const place = await open({ shape: "grid", name: "heat" });
  const cells = marksIn(place);
  expect([cells.length, cells[3].dataset.few, cells[20].dataset.few, cells[0].tabIndex]).toEqual([
    168,
    "true",
    undefined,
    -1,
  ]);
  expect(place.querySelectorAll(".chart-day")).toHaveLength(7);
});

test("service levels are a bar in parts for each value, with the means of the overdue ones", async () => {
  const means = { mean_age_hours: 72, mean_reassignments: 2.5, mean_hours_since_update: 5 };
  given.marks = [
    mark("1 Critical", 12, { series: "met", mean_age_hours: null }),
    mark("1 Critical", 3, { series: "overdue", ...means }),
    mark("2 High", 4, { series: "met", mean_age_hours: null }),
  ];
  const place = await open({ shape: "stacks", name: "sla", by: "priority" });
  expect(place.querySelectorAll(".chart-stack")).toHaveLength(2);
  expect(marksIn(place).map((each) => each.dataset.series)).toEqual(["met", "overdue", "met"]);
  expect(place.textContent).toContain("3 overdue, on average 3 d old, reassigned 2.5 times, updated 5 h ago");
  const select = place.querySelector("select");
  select.value = "assignment_group";
  await act(async () => {
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await settle();
  });
  expect(asked.at(-1).searchParams.get("by")).toBe("assignment_group");
});

test("a trend has a column for each period, and says its times", async () => {
  given.marks = [mark("2026-11-16", 40, { median_hours: 5, p90_hours: 30, is_unfinished: true })];
  const place = await open({ shape: "trend", name: "resolve_trend" });
  expect(marksIn(place)[0].getAttribute("aria-label")).toBe(
    "2026-11-16: 40 tickets (median 5 h, 90 % 30 h, not over yet)",
  );
});

test("a mark narrows all charts, whose bar leads back, and counts in UTC where the address says so", async () => {
  const place = await open({}, "/insight?zone=UTC");
  expect(asked[0].searchParams.get("zone")).toBe("UTC");
  expect(place.querySelector("[data-testid=chart-focus]").getAttribute("href")).toBe("/insight?category=network");
  const { ChartsBar } = await load("charts/charts_bar.js");
  const bar = draw(h(MemoryRouter, { initialEntries: ["/insight?category=network&zone=UTC"] }, h(ChartsBar))).place;
  const chip = bar.querySelector("[data-testid=chart-filter]");
  expect([chip.dataset.field, chip.getAttribute("href")]).toEqual(["category", "/insight?zone=UTC"]);
  expect(bar.querySelectorAll("[aria-label='Opened within'] a")).toHaveLength(5);
});

test("what is failing says so, tries again, and shows the chart when it can", async () => {
  given.status = 503;
  const place = await open();
  expect(place.textContent).toContain("cannot be loaded");
  given.status = 200;
  await act(async () => {
    pass(10_000);
    await settle();
  });
  expect(place.textContent).not.toContain("cannot be loaded");
  expect(marksIn(place)).toHaveLength(2);
});

test("a page that nobody sees asks nothing", async () => {
  await open();
  show(false);
  await act(async () => {
    pass(60_000);
    await settle();
  });
  expect(asked).toHaveLength(1);
});

test("without tickets it says so", async () => {
  given.marks = [mark("network", 0)];
  expect((await open()).textContent).toContain("No tickets to count here.");
});

test("a period is named as the reader writes dates, and the week begins on the reader's first day", async () => {
  openPage();
  window.language = { name: "en", locale: "en-US", catalogue: { texts: {}, sentences: {} } };
  const { labelOf } = await load("charts/mark.js");
  const { weekInOrder } = await load("charts/grid.js");
  const mark = (label, from = "2026-11-23T00:00:00Z") => ({ label, from });
  expect(
    [mark("2026-11-23"), mark("2026-11-23 14:00"), mark("2025-11-24"), mark("2026-11-23", null)].map(labelOf),
  ).toEqual(["Nov 23", "Nov 23, 14:00", "Nov 24, 2025", "2026-11-23"]);
  const week = Array.from({ length: 168 }, (_, hour) => mark(String(hour), null));
  expect(weekInOrder(week)[0].label).toBe("144");
  expect(weekInOrder(week).length).toBe(168);
});
