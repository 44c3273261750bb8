import { beforeEach, expect, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

const HOUR = 3_600_000;
const LANES = ["ticket", "change", "note", "decision"];

beforeEach(() => openPage("/cases/RCA-1"));

const event = (place, lane, more = {}) => ({
  key: `${lane}-${place}`,
  lane,
  kind: lane,
  at: place * HOUR,
  text: `${lane} ${place}`,
  href: "",
  ...more,
});

async function open(events) {
  const { CaseTimeline } = await load("cases/timeline.js");
  const { place } = draw(h(CaseTimeline, { events }));
  const find = (testid) => place.querySelector(`[data-testid=${testid}]`);
  return {
    place,
    find,
    span: () => Number(place.querySelector("svg").dataset.span),
    press: (testid) => act(() => find(testid).click()),
    key: (key, more = {}) =>
      act(() =>
        place
          .querySelector(".timeline-frame")
          .dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, ...more })),
      ),
  };
}

test("each lane marks what happened in it, and a list says the same in words", async () => {
  const { place } = await open(LANES.map((lane, index) => event(index, lane)));
  for (const lane of LANES) expect(place.querySelectorAll(`.mark-${lane}`).length).toBe(1);
  expect(place.querySelector("svg").getAttribute("aria-label")).toContain("Changes 1");
  expect(place.querySelectorAll("[data-testid=case-event]").length).toBe(4);
});

test("more marks than fit are columns that count them", async () => {
  const { place } = await open(Array.from({ length: 200 }, (_, index) => event(index, "ticket")));
  expect(place.querySelectorAll("circle").length).toBe(0);
  expect(place.querySelector("rect.mark-ticket title").textContent).toMatch(/\d ticket/);
});

test("buttons and keys zoom and move, and all of it can be shown again", async () => {
  const timeline = await open(LANES.map((lane, index) => event(10 * index, lane)));
  const whole = timeline.span();
  timeline.press("timeline-in");
  expect(timeline.span()).toBe(whole / 2);
  timeline.key("+");
  expect(timeline.span()).toBe(whole / 4);
  timeline.key("-");
  timeline.key("ArrowRight");
  timeline.key("+", { ctrlKey: true }); // the browser's own
  expect(timeline.span()).toBe(whole / 2);
  expect(timeline.place.querySelectorAll(".mark").length).toBeLessThan(4);
  timeline.key("0");
  expect(timeline.span()).toBe(whole);
});

test("a case in which nothing has happened says so", async () => {
  const { place, find } = await open([]);
  expect(find("case-timeline")).toBe(null);
  expect(place.textContent).toContain("Nothing has happened yet.");
});
