import { expect, test } from "bun:test";
import { Fragment, createElement as h } from "react";
import { act } from "../browser/drawn.js";
import { load, settle } from "../browser/page.js";
import { drawAt } from "../browser/routed.js";

async function draw(address, current = "") {
  const { NavLink, NavMore, NavToggle } = await load("shell/navigation.js");
  const { ViewName } = await load("shell/view_name.js");
  const view = (key, label, count, href) => h(NavLink, { key, href, label, view: key, count, current }, "");
  const found = await drawAt(
    address,
    h(
      Fragment,
      null,
      view("major", "Major", 3, "/?priority=1%2C2"),
      view("all", "All", 10_001, "/?is_open=all"),
      view("mine", "My tickets", undefined, "/?assigned_to=me"),
      h(NavLink, { href: "/settings", label: "Settings", view: "", count: -1, current: "" }, ""),
      h(NavMore, null, ""),
      h(NavToggle, null, ""),
      h(ViewName),
    ),
  );
  const marked = () => [...found.place.querySelectorAll("[aria-current=page]")].map((each) => each.title);
  return { ...found, marked, name: () => found.place.querySelector("[data-testid=view-name]").textContent };
}

test.each([
  ["/?priority=1,2&page=2", ["Major"], "Major"],
  ["/settings", ["Settings"], "Filtered tickets"],
  ["/?priority=5", [], "Filtered tickets"],
])("the link to the open view or page is marked, and the view is named after it: %s", async (address, links, name) => {
  const list = await draw(address);
  expect([list.marked(), list.name()]).toEqual([links, name]);
});

test("what the app says of the view comes before what the address says", async () => {
  const { marked } = await draw("/?priority=1,2", "all");
  expect(marked()).toEqual(["All"]);
});

test("a count is shown when it is known, and at ten thousand it ends", async () => {
  const { place } = await draw("/");
  const counts = [...place.querySelectorAll("a")].map((each) => each.querySelector(".nav-count")?.textContent ?? "");
  expect(counts).toEqual(["3", "10,000+", "", ""]);
  expect(place.querySelector("[data-view=mine]").dataset.count).toBeUndefined();
});

test("a phone's rest opens by its button, says so, and closes when one goes elsewhere", async () => {
  const { place, router } = await draw("/");
  const more = place.querySelector(".nav-more");
  act(() => more.click());
  expect([more.ariaExpanded ?? more.getAttribute("aria-expanded"), document.documentElement.dataset.navMore]).toEqual([
    "true",
    "open",
  ]);
  await act(async () => {
    await router.navigate("/settings");
    await settle();
  });
  expect(document.documentElement.dataset.navMore).toBe("closed");
});

test("the navigation keeps its width in this browser", async () => {
  const { place } = await draw("/");
  const toggle = place.querySelector("[data-testid=nav-toggle]");
  act(() => toggle.click());
  expect(document.documentElement.dataset.navigation).toBe("narrow");
  expect(localStorage.getItem("rca_dashboard.navigation")).toBe("narrow");
  expect(toggle.getAttribute("aria-label")).toBe("Expand navigation");
  await load("shell/first_look.js");
  expect(document.documentElement.dataset.navigation).toBe("narrow");
});
