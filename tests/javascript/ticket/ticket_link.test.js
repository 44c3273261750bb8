import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, pass } from "../browser/page.js";

async function click(special) {
  const { TicketLink } = await load("ticket/ticket_link.js");
  const onOpen = mock();
  const { place } = draw(h(TicketLink, { href: "/tickets/INC1", onOpen, className: "ticket-link" }, "INC1"));
  const event = new window.MouseEvent("click", { bubbles: true, cancelable: true, button: 0, ...special });
  act(() => place.querySelector("a").dispatchEvent(event));
  return { opened: onOpen.mock.calls.length, isKept: event.defaultPrevented };
}

test("a click opens the ticket beside the list, and one for a tab of its own is the browser's", async () => {
  expect(await click({})).toEqual({ opened: 1, isKept: true });
  for (const key of ["ctrlKey", "metaKey", "shiftKey", "altKey"])
    expect(await click({ [key]: true })).toEqual({ opened: 0, isKept: false });
  expect(await click({ button: 1 })).toEqual({ opened: 0, isKept: false });
});

test("of all rows Tab reaches one", async () => {
  const { TicketLink } = await load("ticket/ticket_link.js");
  const row = (number) =>
    h(
      "div",
      { key: number, "data-testid": "ticket-row" },
      h(TicketLink, { className: "ticket-link", href: "#" }, number),
    );
  const { place } = draw(h("div", null, ["INC1", "INC2", "INC3"].map(row)));
  act(() => pass(1));
  expect([...place.querySelectorAll("a")].map((link) => link.tabIndex)).toEqual([0, -1, -1]);
});
