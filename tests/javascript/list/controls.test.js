import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { MemoryRouter } from "react-router";
import { act, draw } from "../browser/drawn.js";
import { load, pass } from "../browser/page.js";

/** Type or choose a value as a person does. */
function enter(field, value, event = "input", special = {}) {
  const prototype = field.tagName === "SELECT" ? window.HTMLSelectElement.prototype : window.HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value").set.call(field, value);
  act(() => field.dispatchEvent(Object.assign(new window.Event(event, { bubbles: true }), special)));
}

/** The list's page around a component that reads the address. */
const atTheList = (shown) => h(MemoryRouter, { initialEntries: ["/"] }, shown);

test("a search follows each key, waits out a key that is held, and goes on when one leaves the field", async () => {
  const { SearchBox } = await load("list/search_box.js");
  const onSearch = mock();
  const { place } = draw(atTheList(h(SearchBox, { value: "", onSearch })));
  const box = place.querySelector("input");
  pass(100);
  enter(box, "v");
  pass(100);
  enter(box, "vp");
  expect(onSearch.mock.calls).toEqual([["v"], ["vp"]]);
  pass(33);
  enter(box, "vpp");
  expect(onSearch).toHaveBeenCalledTimes(2);
  act(() => pass(40));
  expect(onSearch.mock.calls.at(-1)).toEqual(["vpp"]);
});

test("the text follows the address when one goes back, and not one's own search that comes late", async () => {
  const { SearchBox } = await load("list/search_box.js");
  const { place, again } = draw(atTheList(h(SearchBox, { value: "", onSearch: () => {} })));
  const box = place.querySelector("input");
  box.focus();
  pass(100);
  enter(box, "a");
  pass(100);
  enter(box, "ab");
  again(atTheList(h(SearchBox, { value: "a", onSearch: () => {} })));
  expect(box.value).toBe("ab");
  again(atTheList(h(SearchBox, { value: "", onSearch: () => {} })));
  expect(box.value).toBe("");
});

const CHOICES = {
  status: [
    ["New", "New"],
    ["Closed", "Closed"],
  ],
  category: [
    ["network", "Network"],
    ["Network", "Network"],
  ],
};

async function chips(view, special = {}) {
  const { FilterChips } = await load("list/filter_chips.js");
  const onGo = mock();
  const onUnknown = mock();
  const { place } = draw(h(FilterChips, { view, choices: CHOICES, known: {}, onGo, onUnknown, ...special }));
  const texts = [...place.querySelectorAll("[data-testid=filter-chip] .chip-text")].map((each) => each.textContent);
  return { place, texts, onGo, onUnknown };
}

test("each filter is a chip, and a click on it takes it away", async () => {
  const view =
    "status=New&priority=1%2C2&category=Network%2Cnetwork&opened_from=2026-11-01&opened_to=2026-11-03T00%3A00%3A00Z&unread=true&query=vpn&cmdb_ci=x";
  const { place, texts, onGo } = await chips(view);
  expect(texts).toEqual([
    "Status: New",
    "Priority: 1 Critical",
    "Priority: 2 High",
    "Category: Network",
    "Opened from Nov 1, 2026",
    "Opened to Nov 2, 2026",
    "Configuration item",
    "Unread",
    "Search: vpn",
  ]);
  act(() => place.querySelector("[data-field=priority][data-value='1']").click());
  expect(new URL(onGo.mock.calls[0][0], "http://x").searchParams.get("priority")).toBe("2");
  act(() => place.querySelector("[data-testid=clear-filters]").click());
  expect(onGo.mock.calls[1]).toEqual(["/"]);
});

test("another value of a field is added beside its chip", async () => {
  const { place, onGo } = await chips("status=New");
  enter(place.querySelector("[data-testid=add-status]"), "Closed", "change");
  expect(onGo.mock.calls).toEqual([["/?status=Closed%2CNew"]]);
});

test("a group's or a person's name is asked for where only the sys_id is known", async () => {
  const { onUnknown, texts } = await chips("assignment_group=g1&assigned_to=p1", { known: { p1: "Ada" } });
  expect([onUnknown.mock.calls, texts]).toEqual([[["g1"]], ["Group: g1", "Assignee: Ada"]]);
});

test("the chip of a record names it, once its name is known", async () => {
  const { onUnknown, texts } = await chips("cmdb_ci=c1%2Cc2&problem=p9", { known: { c1: "sap-prod-01", c2: "VPN" } });
  expect([onUnknown.mock.calls, texts]).toEqual([[["p9"]], ["Configuration item: sap-prod-01, VPN", "Problem"]]);
});

test("a list without filters has no chips", async () => {
  const { place } = await chips("sort=priority&page=2");
  expect(place.innerHTML).toBe("");
});

test("a menu offers what is chosen even if no ticket has it", async () => {
  const { Menu } = await load("kit/menu.js");
  const onChoose = mock();
  const { place } = draw(h(Menu, { choices: CHOICES.status, value: "Gone", anything: "Any", onChoose }));
  expect([...place.querySelectorAll("option")].map(({ textContent }) => textContent)).toEqual([
    "Any",
    "New",
    "Closed",
    "Gone",
  ]);
  enter(place.querySelector("select"), "New", "change");
  expect(onChoose.mock.calls).toEqual([["New"]]);
});

test("the export is a link to the list as it stands, whole and nobody's", async () => {
  const { ExportLink } = await load("list/export_link.js");
  const link = draw(
    h(ExportLink, { view: "status=New&page=2&limit=50&reader=ada", format: "csv", columns: ["a", "age", "b"] }),
  ).place.querySelector("a");
  expect(link.href).toBe(
    "http://dashboard.example/api/v1/tickets/export?status=New&format=csv&columns=a%2Copened_at%2Cb",
  );
});
