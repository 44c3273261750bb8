import { expect, test } from "bun:test";
import { load, openPage, pass } from "../browser/page.js";

const address = () => load("kit/address.js");

test("values with commas and backslashes go into an address and come out", async () => {
  const { joinValues, splitValues } = await address();
  const joined = joinValues(["b", "a, c", "D:\\", "b"]);
  expect(joined).toBe(String.raw`D:\\,a\, c,b`);
  expect(splitValues(joined)).toEqual(["D:\\", "a, c", "b"]);
  expect(splitValues(String.raw`C:\temp, b,`)).toEqual([String.raw`C:\temp`, "b"]);
  expect(splitValues(null)).toEqual([]);
  expect(splitValues("")).toEqual([]);
});

test("choices that read alike are one", async () => {
  const { mergeChoices } = await address();
  const choices = [
    ["network", "Network"],
    ["db", "Database"],
    ["Network", "Network"],
  ];
  expect(mergeChoices(choices)).toEqual([
    ["Network,network", "Network"],
    ["db", "Database"],
  ]);
});

test("values with one label are one, with all that it stands for", async () => {
  const { groupByLabel } = await address();
  expect(groupByLabel("a,A,b", (value) => value.toUpperCase())).toEqual([
    ["A", ["a", "A"]],
    ["B", ["b"]],
  ]);
});

test("no address says whose list it is", async () => {
  const { isPersonal, listAddress, panelAddress } = await address();
  const view = "page=2&reader=ada&unread=true";
  expect(isPersonal(view)).toBe(true);
  expect(isPersonal("unread=true")).toBe(false);
  expect(listAddress(view, { sort: "priority" })).toBe("/?unread=true&sort=priority");
  expect(panelAddress(view, "INC 1")).toBe("/?page=2&unread=true&ticket=INC+1");
});

test("a change leads to page 1, except that of the page", async () => {
  const { listAddress } = await address();
  expect(listAddress("page=3&status=New", { status: "Closed" })).toBe("/?status=Closed");
  expect(listAddress("page=3&status=New", { page: 4 })).toBe("/?page=4&status=New");
  expect(listAddress("is_open=true&page=3", { page: "1" })).toBe("/");
  expect(listAddress("status=New", { status: null })).toBe("/");
  expect(listAddress("status=New", { status: "" })).toBe("/");
});

test("a ticket that is open beside the list stays open beside another one", async () => {
  const { listAddress } = await address();
  openPage("/?ticket=INC1");
  expect(listAddress("", { status: "New" })).toBe("/?status=New&ticket=INC1");
  openPage("/operations?ticket=INC1");
  expect(listAddress("", { status: "New" })).toBe("/?status=New");
});

test("a view is filtered by anything but order, page and reader", async () => {
  const { isFiltered, unfilteredAddress } = await address();
  expect(isFiltered("sort=priority&page=2&reader=ada&limit=50")).toBe(false);
  const filters = [
    "query",
    "status",
    "priority",
    "category",
    "source",
    "table",
    "assignment_group",
    "assigned_to",
    "cmdb_ci",
    "problem",
    "opened_from",
    "opened_to",
    "unread",
    "due_before",
    "breached",
    "since_looked",
  ];
  for (const name of filters) expect([name, isFiltered(`${name}=1`)]).toEqual([name, true]);
  expect(unfilteredAddress(`sort=priority&${filters.map((name) => `${name}=1`).join("&")}`)).toBe("/?sort=priority");
});

test("the list shows all open tickets by default, and an address says when it shows all", async () => {
  const { isFiltered, listAddress, panelAddress, unfilteredAddress } = await address();
  expect(listAddress("is_open=true", { sort: "priority" })).toBe("/?sort=priority");
  expect(listAddress("", { sort: "priority" })).toBe("/?sort=priority&is_open=all");
  expect(panelAddress("", "INC1")).toBe("/?ticket=INC1&is_open=all");
  expect(panelAddress("is_open=true", "INC1")).toBe("/?ticket=INC1");
  expect(listAddress("is_open=true", { priority: "1" })).toBe("/?is_open=true&priority=1");
  expect(listAddress("is_open=true&priority=1", { priority: null })).toBe("/");
  expect([isFiltered(""), isFiltered("is_open=true"), isFiltered("is_open=false")]).toEqual([false, false, true]);
  expect(unfilteredAddress("priority=1")).toBe("/");
});

test("words and a state are looked for among closed tickets too", async () => {
  const { listAddress } = await address();
  expect(listAddress("is_open=true", { query: "vpn" })).toBe("/?query=vpn");
  expect(listAddress("is_open=true", { status: "Closed" })).toBe("/?status=Closed");
  expect(listAddress("is_open=true&priority=1", { query: "vpn" })).toBe("/?is_open=true&priority=1&query=vpn");
});

test("a search on its way counts as one in the address, for a moment", async () => {
  const { isSearching, markSearchStarted } = await address();
  expect(isSearching()).toBe(false);
  markSearchStarted();
  expect(isSearching()).toBe(true);
  pass(1_000);
  expect(isSearching()).toBe(false);
  openPage("/?query=vpn");
  expect(isSearching()).toBe(true);
});

test("a heading asks for its own order first and then for the other one; the usual order needs no parameter", async () => {
  const { nextSort, sortOf, viewParameter } = await address();
  expect(nextSort("-opened_at", "priority", "priority")).toBe("priority");
  expect(nextSort("priority", "priority", "priority")).toBe("-priority");
  expect(nextSort("priority", "opened_at", "-opened_at")).toBe(null);
  expect(nextSort("-opened_at", "opened_at", "-opened_at")).toBe("opened_at");
  expect([sortOf(""), sortOf("sort=priority")]).toEqual(["-opened_at", "priority"]);
  expect([viewParameter("limit=50", "limit", "25"), viewParameter("", "limit", "25")]).toEqual(["50", "25"]);
});

test("a search for a number alone names a ticket", async () => {
  const { searchedNumber } = await address();
  const found = ["query=inc0010001", "query=+INC0010001+", "query=vpn+INC0010001", "query=2026", "query=vpn", ""];
  expect(found.map(searchedNumber)).toEqual(["INC0010001", "INC0010001", "", "", "", ""]);
});
