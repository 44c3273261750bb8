import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage, pass } from "../browser/page.js";

const ROWS = `<main id="content" tabindex="-1">${["INC1", "INC2"]
  .map(
    (number) =>
      `<div data-testid="ticket-row" data-number="${number}"><a class="ticket-link" href="#">${number}</a></div>`,
  )
  .join("")}</main>`;

async function open({ isNarrow = false } = {}) {
  openPage("/");
  window.matchMedia = () => ({ matches: isNarrow, addEventListener() {}, removeEventListener() {} });
  document.body.innerHTML = ROWS;
  const { setRequestedTicket } = await load("ticket/ticket.js");
  const { TicketPanel } = await load("ticket/ticket_panel.js");
  draw(h(TicketPanel, null, "What the ticket says"));
  const ask = (asked) => act(() => setRequestedTicket({ asked, is_panel: asked !== "" }));
  return { ask, panel: () => document.querySelector("[data-testid=panel]"), main: document.querySelector("main") };
}

const current = () => [...document.querySelectorAll("[aria-current]")].map((row) => row.dataset.number);

test("the panel opens with a ticket, takes the focus, and marks the ticket's row", async () => {
  const page = await open();
  expect(page.panel()).toBe(null);
  page.ask("INC1");
  const panel = page.panel();
  expect([panel.getAttribute("role"), panel.getAttribute("aria-label")]).toEqual(["complementary", "Ticket INC1"]);
  expect(panel.textContent).toContain("What the ticket says");
  expect([document.activeElement, current(), page.main.inert]).toEqual([panel, ["INC1"], false]);
  page.ask("INC2");
  expect(current()).toEqual(["INC2"]);
});

test("closed by a key, the focus goes back to the row; closed by the mouse, it does not", async () => {
  const page = await open();
  const close = (Kind, name, special) => {
    page.ask("INC2");
    document.dispatchEvent(new window[Kind](name, special));
    page.ask("");
    const focused = document.activeElement?.textContent ?? "";
    document.activeElement?.blur?.();
    return focused;
  };
  expect(close("KeyboardEvent", "keydown", { key: "Escape" })).toBe("INC2");
  expect(close("PointerEvent", "pointerdown")).not.toBe("INC2");
  expect(current()).toEqual([]);
});

test("on a narrow screen it is a dialog, and nothing behind it can be reached while it is open", async () => {
  const page = await open({ isNarrow: true });
  page.ask("INC1");
  expect([page.panel().getAttribute("role"), page.panel().getAttribute("aria-modal")]).toEqual(["dialog", "true"]);
  expect([page.main.inert, page.panel().querySelector("[role=separator]")]).toEqual([true, null]);
  page.ask("");
  expect(page.main.inert).toBe(false);
});

test("Escape in the panel leads back to the list, unless something within has used it", async () => {
  const page = await open();
  const key = (name, isUsed = false) => {
    const event = new window.KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
    if (isUsed) event.preventDefault();
    act(() => page.panel().dispatchEvent(event));
    return event.defaultPrevented;
  };
  page.ask("INC1");
  expect([key("j"), key("Escape")]).toEqual([false, true]);
  act(() => pass(1));
});
