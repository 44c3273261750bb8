import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { load, NOW } from "../browser/page.js";
import { drawAt } from "../browser/routed.js";

const HOUR = 3_600_000;
const FIGURES = {
  view: "",
  is_known: true,
  total: 12,
  open: 5,
  unassigned: 2,
  high: 1,
  at_risk: -1,
  oldest_at: NOW - 50 * HOUR,
  oldest_number: "INC1",
  open_hours: [3, 4, 5],
  unassigned_hours: [4, 3, 2],
  high_hours: [],
  at_risk_hours: [1, 2, 3],
  oldest_hours: [3_600, 7_200],
  opened_from: NOW - 199 * 900_000,
  opened: Array(200).fill(0),
};
const COUNTS = { total: 12, active: 9, high_priority: 1, new_today: 0 };

async function tiles(figures, special = {}) {
  const { Tiles } = await load("figures/tiles.js");
  const props = { figures: { ...FIGURES, ...figures }, counts: COUNTS, boot: "boot", view: "", ...special };
  const { place } = await drawAt("/", h(Tiles, props));
  const tile = (name) => place.querySelector(`[data-name=${name}]`);
  return { place, tile, find: (name) => place.querySelector(`[data-testid=${name}]`) };
}

test("a tile has its value, of how many, the difference to yesterday and a line", async () => {
  const { tile, find } = await tiles({});
  expect(tile("open").textContent).toBe("Open5of 9+2");
  expect([tile("open").dataset.value, find("kpi-active").textContent]).toEqual(["5", "9"]);
  expect(tile("open").querySelector("polyline").getAttribute("points")).toContain(",");
  expect(tile("unassigned").textContent).toBe("Unassigned2−2");
  expect(tile("high").querySelector("svg")).toBeNull();
  expect(tile("oldest").textContent).toBe("Oldest open2 dINC1");
  expect(tile("oldest").querySelector("polyline")).not.toBeNull();
});

test("without an SLA the tile says so, and with one it warns", async () => {
  const without = (await tiles({})).tile("at-risk");
  expect([without.textContent, without.querySelector("svg")]).toEqual(["SLA at risk0no SLA data", null]);
  const { tile } = await tiles({ at_risk: 3 });
  expect([tile("at-risk").textContent, tile("at-risk").dataset.tone]).toEqual(["SLA at risk3+2", "warn"]);
  expect(tile("at-risk").querySelector("polyline")).not.toBeNull();
});

test("each tile leads to its tickets within the filter", async () => {
  const { tile } = await tiles({}, { view: "category=network" });
  const query = (name) => Object.fromEntries(new URL(tile(name).getAttribute("href"), "http://x").searchParams);
  expect(query("high")).toEqual({ category: "network", is_open: "true", priority: "1,2" });
  expect(query("oldest")).toEqual({ category: "network", is_open: "true", sort: "opened_at" });
});

test("before the figures are known each tile has its place and no figure", async () => {
  const { place } = await tiles({ is_known: false });
  expect([...place.querySelectorAll(".tile-value")].map((each) => each.textContent)).toEqual(Array(6).fill("–"));
});
