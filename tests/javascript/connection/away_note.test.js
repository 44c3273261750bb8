import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { act } from "../browser/drawn.js";
import { load, NOW, openPage, settle } from "../browser/page.js";
import { drawAt } from "../browser/routed.js";

const note = () => document.querySelector("[data-testid=away-note]");

async function open() {
  openPage("/");
  window.liveSocket = { open: 1, openedAt: NOW, triedAt: NOW, drop() {} };
  document.body.innerHTML = `<p id="announcements"></p>`;
  const connection = await load("connection/connection.js");
  const { AwayNote } = await load("connection/away_note.js");
  const { router } = await drawAt("/", h(AwayNote));
  return {
    hear: () => act(connection.recordMessage),
    cut: () => {
      window.liveSocket.open = 0;
      act(() => window.dispatchEvent(new window.Event("live-socket")));
    },
    back: () => {
      window.liveSocket.open = 1;
      act(connection.recordMessage);
    },
    go: (address) =>
      act(async () => {
        await router.navigate(address);
        await settle();
      }),
  };
}

test("what is asked for while the dashboard is away is said to come later, until it is back", async () => {
  const page = await open();
  page.hear();
  await page.go("/?query=printer");
  page.cut();
  expect(note()).toBe(null);
  await page.go("/?query=router");
  expect(note().textContent).toContain("cannot be loaded now");
  expect(document.getElementById("announcements").textContent).toBe(note().textContent);
  await page.go("/?query=printer");
  expect(note()).toBe(null);
  await page.go("/tickets/INC1");
  page.back();
  expect(note()).toBe(null);
});

test("a page that was never connected says nothing of it", async () => {
  const page = await open();
  page.cut();
  await page.go("/?query=router");
  expect(note()).toBe(null);
});
