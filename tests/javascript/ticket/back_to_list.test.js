import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

async function link(kept) {
  openPage("/tickets/INC1");
  const { BackToList, rememberList } = await load("ticket/back_to_list.js");
  if (kept !== undefined) rememberList(kept);
  return draw(h(BackToList, { className: "back" })).place.querySelector("a");
}

test("a ticket's page leads back to the list as it was last seen, and to no other address", async () => {
  for (const [kept, expected] of [
    [undefined, "/"],
    ["/?page=2&status=New", "/?page=2&status=New"],
    ["//other.example", "/"],
    ["javascript:alert(1)", "/"],
  ])
    expect((await link(kept)).getAttribute("href")).toBe(expected);
  expect((await link()).textContent).toBe("Back to the list");
});

test("a browser that stores nothing leads to the list", async () => {
  openPage("/tickets/INC1");
  const { BackToList, rememberList } = await load("ticket/back_to_list.js");
  const refuse = mock(() => {
    throw new Error("SecurityError");
  });
  Object.defineProperty(window, "localStorage", { value: { getItem: refuse, setItem: refuse }, configurable: true });
  rememberList("/?page=2");
  expect(draw(h(BackToList)).place.querySelector("a").getAttribute("href")).toBe("/");
});
