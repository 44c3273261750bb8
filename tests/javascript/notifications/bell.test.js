import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { act, draw } from "../browser/drawn.js";
import { load, settle } from "../browser/page.js";
import { bell, item } from "./items.js";

async function open(content) {
  const { BellButton } = await load("notifications/bell.js");
  const calls = { onRead: mock(), onReadAll: mock() };
  for (const name of ["Request", "Response", "Headers", "AbortController", "AbortSignal"])
    window[name] = globalThis[name];
  const element = h(BellButton, { bell: content, boot: "boot", ...calls });
  const { place } = draw(h(RouterProvider, { router: createMemoryRouter([{ path: "*", element }]) }));
  await act(settle);
  const details = place.querySelector("details");
  act(() => {
    details.open = true;
    details.dispatchEvent(new window.Event("toggle"));
  });
  return { place, details, ...calls, find: (name) => place.querySelector(`[data-testid=${name}]`) };
}

test("the bell says how many are unread, in figures and in words", async () => {
  const { find } = await open(bell(1, [item(2), item(1, { is_read: true })]));
  expect([find("bell-unread").textContent, find("bell").getAttribute("aria-label")]).toEqual([
    "1",
    "Notifications, 1 unread",
  ]);
});

test("none is no figure, and a hundred are more than ninety-nine", async () => {
  expect((await open(bell(1, []))).find("bell-unread").textContent).toBe("");
  const many = await open({ ...bell(1, [item(1)]), unread: 100 });
  expect(many.find("bell-unread").textContent).toBe("99+");
});

test("one that is opened is read and closes the panel; all are read by one click", async () => {
  const { place, details, find, onRead, onReadAll } = await open(bell(1, [item(2), item(1, { is_read: true })]));
  const links = place.querySelectorAll("[data-testid=bell-item] a");
  expect([...links].map((link) => link.getAttribute("href"))).toEqual(["/tickets/2", "/tickets/1"]);
  act(() => find("bell-read-all").click());
  await act(async () => links[0].click());
  expect([onRead.mock.calls, onReadAll.mock.calls.length, details.open]).toEqual([[[[2]]], 1, false]);
});
