import { beforeEach, expect, mock, test } from "bun:test";
import { createElement as h, useState } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { act, draw } from "../browser/drawn.js";
import { chanceIs, load, openPage, pass, settle } from "../browser/page.js";

const NO_TICKET = { key: "", rev: -1, boot: "", activity: [], groups: [], others: [] };
const NONE = { ticket: NO_TICKET, pulse: { key: "", rev: 0, boot: "" }, older: { key: "", before: "", entries: [] } };
const DETAIL = {
  key: "a1",
  sys_id: "a1",
  number: "INC1",
  boot: "boot",
  rev: 3,
  is_known: true,
  short_description: "Printer",
  status: "New",
  groups: [],
  others: [],
  activity: [],
  entries: 0,
  related: [],
  same_number: [],
};

beforeEach(() => {
  for (const name of ["Request", "Response", "Headers", "AbortController", "AbortSignal"])
    window[name] = globalThis[name];
});

/** A page at an address, with the feed; `went` is where it goes. */
async function open(address) {
  openPage(address);
  chanceIs(0);
  const feed = await load("ticket/ticket_feed.js");
  const calls = { onBehind: mock(), onOpened: mock() };
  let tell = () => {};
  // biome-ignore lint/correctness/noComponentHookFactories: each test draws a page of its own, once
  const Page = () => {
    const [more, setMore] = useState({});
    tell = (next) => act(() => setMore({ ...more, ...next }));
    return h(feed.TicketFeed, { ...NONE, ...calls, ...more });
  };
  const router = createMemoryRouter([{ path: "*", element: h(Page) }], { initialEntries: [address] });
  const navigate = mock(async () => {});
  router.navigate = navigate;
  draw(h(RouterProvider, { router }));
  await act(settle);
  return { ...calls, ...feed, tell: (next) => tell(next), went: () => navigate.mock.calls.map(([to]) => to) };
}

const click = (target, special = {}) => {
  const event = new window.MouseEvent("click", { bubbles: true, cancelable: true, button: 0, ...special });
  act(() => target.dispatchEvent(event));
  return event.defaultPrevented;
};

test("a plain click on a row opens its ticket beside the list, and one on a control in it does not", async () => {
  const page = await open("/?page=2");
  document.body.insertAdjacentHTML(
    "beforeend",
    '<table><tr data-testid="ticket-row" data-number="INC7"><td id="cell">Text <button id="button"></button><a id="link" class="ticket-link" href="/x">INC7</a></td></tr></table>',
  );
  window.document.getSelection = () => ({ isCollapsed: true });
  const of = (id) => document.getElementById(id);
  expect([click(of("button")), click(of("cell"), { shiftKey: true }), click(document.body)]).toEqual([
    false,
    false,
    false,
  ]);
  expect([click(of("cell")), click(of("link"))]).toEqual([true, true]);
  window.document.getSelection = () => ({ isCollapsed: false });
  expect(click(of("cell"))).toBe(false);
  expect(page.went()).toEqual(["/?page=2&ticket=INC7", "/?page=2&ticket=INC7"]);
});

test("a link to a ticket stays in the panel, and from a ticket's page leads to another page", async () => {
  const ways = [
    ["/?ticket=INC1", "/?ticket=INC9"],
    ["/tickets/INC1", "/tickets/INC9"],
  ];
  for (const [address, expected] of ways) {
    const { TicketRef, went } = await open(address);
    const link = draw(h(TicketRef, { ticket: "INC9" }, "INC9")).place.querySelector("a");
    expect(link.getAttribute("href")).toBe("/tickets/INC9");
    expect([click(link), click(link, { metaKey: true })]).toEqual([true, false]);
    expect(went()).toEqual([expected]);
  }
});

test("a link to a list loads no page", async () => {
  const { ListRef, went } = await open("/tickets/INC1");
  const link = draw(h(ListRef, { href: "/?page=2" }, "List")).place.querySelector("a");
  expect([click(link), click(link, { shiftKey: true }), went()]).toEqual([true, false, ["/?page=2"]]);
});

test("a ticket that is opened is named in the title and marked as opened; a later change is, a moment after", async () => {
  const page = await open("/tickets/INC1");
  document.title = "RCA Dashboard";
  page.tell({ ticket: DETAIL });
  expect([document.title, page.onOpened.mock.calls.length]).toEqual(["INC1 Printer · RCA Dashboard", 1]);
  page.tell({ ticket: { ...DETAIL, rev: 4, status: "Closed" } });
  expect(page.onOpened).toHaveBeenCalledTimes(1);
  act(() => pass(2_000));
  expect(page.onOpened).toHaveBeenCalledTimes(2);
});

test("a long title ends at a word", async () => {
  const page = await open("/tickets/INC1");
  document.title = "RCA Dashboard";
  page.tell({ ticket: { ...DETAIL, short_description: "Printer on floor three ".repeat(9) } });
  expect(document.title).toMatch(/^INC1 Printer .{40,80} (Printer|on|floor|three)… · RCA Dashboard$/);
});

test("a heartbeat of a newer state asks for it, unless it comes in a moment", async () => {
  const page = await open("/tickets/INC1");
  page.tell({ ticket: DETAIL });
  page.tell({ pulse: { key: "a1", boot: "boot", rev: 4 } });
  act(() => pass(1_499));
  expect(page.onBehind).not.toHaveBeenCalled();
  act(() => pass(1));
  expect(page.onBehind).toHaveBeenCalledTimes(1);
  page.tell({ pulse: { key: "a1", boot: "boot", rev: 5 } });
  page.tell({ ticket: { ...DETAIL, rev: 5 } });
  act(() => pass(1_500));
  expect(page.onBehind).toHaveBeenCalledTimes(1);
});

test("the panel closes to the same list where it stood open from the start, once", async () => {
  const { closePanel, went } = await open("/?ticket=INC1&page=2");
  closePanel();
  closePanel();
  expect(went()).toEqual(["/?page=2"]);
});

test("a click with Ctrl or the middle button in a row opens a new tab", async () => {
  const page = await open("/");
  document.body.insertAdjacentHTML(
    "beforeend",
    '<table><tr data-testid="ticket-row" data-number="INC7"><td id="cell">Text <a id="link" class="ticket-link" href="/x">INC7</a></td></tr></table>',
  );
  const opened = window.open;
  window.open = mock();
  const of = (id) => document.getElementById(id);
  const middle = new window.MouseEvent("auxclick", { bubbles: true, cancelable: true, button: 1 });
  expect(click(of("cell"), { ctrlKey: true })).toBe(true);
  of("cell").dispatchEvent(middle);
  expect(window.open.mock.calls).toEqual(Array(2).fill(["/tickets/INC7", "_blank", "noopener"]));
  window.open = opened;
  expect(page.went()).toEqual([]);
});

test("of tickets that are wanted faster than the app answers, only the last one is asked for", async () => {
  const page = await open("/?ticket=INC0");
  for (const number of ["INC1", "INC2", "INC3"]) act(() => page.showNext(number));
  expect([page.went(), page.isAhead()]).toEqual([["/?ticket=INC1"], true]);
  page.tell({ ticket: DETAIL });
  expect([page.went(), page.isAhead()]).toEqual([["/?ticket=INC1", "/?ticket=INC3"], false]);
  act(() => page.showNext("INC4"));
  act(() => pass(1_000));
  expect(page.went().at(-1)).toBe("/?ticket=INC4");
});
