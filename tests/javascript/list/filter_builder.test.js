import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load } from "../browser/page.js";

const CHOICES = {
  status: [["New", "New"]],
  category: [
    ["network", "Network"],
    ["Network", "Network"],
  ],
  source: [],
  table: [],
  assignment_group: [],
};

async function builder(view) {
  const { FilterBuilder } = await load("list/filter_builder.js");
  const calls = { onGo: mock(), onOpen: mock() };
  const counts = { category: { network: 2, Network: 5 }, priority: { 1: 4 }, sla: { breached: 3, "1h": 1 } };
  const element = h(FilterBuilder, { view, choices: CHOICES, counts, ...calls });
  const { place } = draw(h("details", { className: "popover" }, h("summary"), element));
  const value = (name) => place.querySelector(`[data-testid=filter-value][data-value="${name}"]`);
  return { place, value, ...calls };
}

test("values that read alike are one, with the sum of their counts", async () => {
  const { value } = await builder("");
  expect(value("Network,network").dataset.count).toBe("7");
  expect(value("1").textContent).toBe("1 Critical4");
  expect(value("New").textContent).toBe("New"); // not counted yet
});

test("a tick adds a value, and another one takes it away", async () => {
  const { value, onGo } = await builder("priority=1");
  expect(value("1").querySelector("input").checked).toBe(true);
  act(() => value("2").querySelector("input").click());
  act(() => value("1").querySelector("input").click());
  expect(onGo.mock.calls.map(([address]) => new URL(address, "http://x").searchParams.get("priority"))).toEqual([
    "1,2",
    null,
  ]);
});

test("the counts are asked for each time it opens", async () => {
  const { place, onOpen } = await builder("is_open=true");
  const popover = place.querySelector("details");
  for (const open of [true, false, true]) act(() => (popover.open = open));
  expect(onOpen.mock.calls.map(([view]) => view)).toEqual(["is_open=true", "is_open=true"]);
});

test("late and soon due tickets are one choice, each with its count", async () => {
  const { value, onGo } = await builder("breached=true");
  expect([value("breached").dataset.count, value("1h").dataset.count, value("today").dataset.count]).toEqual([
    "3",
    "1",
    "0",
  ]);
  expect(value("breached").querySelector("input").checked).toBe(true);
  act(() => value("1h").querySelector("input").click());
  act(() => value("breached").querySelector("input").click());
  act(() => value("today").querySelector("input").click());
  const asked = onGo.mock.calls.map(([address]) => new URL(address, "http://x").searchParams);
  expect(asked.map((each) => [each.get("breached"), each.get("due_before")?.split(":")[0] ?? null])).toEqual([
    [null, "1h"],
    [null, null],
    [null, "today"],
  ]);
});
