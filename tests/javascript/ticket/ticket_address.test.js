import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

test("an address asks for a ticket by its path or beside the list, and by nothing else", async () => {
  const { requestedTicket } = await load("ticket/ticket_address.js");
  const asked = (pathname, search = "") => requestedTicket({ pathname, search });
  expect(asked("/tickets/INC1/")).toEqual({ asked: "INC1", is_panel: false });
  expect(asked("/tickets/INC%201%2F2")).toEqual({ asked: "INC 1/2", is_panel: false });
  expect(asked("/tickets/100%")).toEqual({ asked: "100%", is_panel: false });
  expect(asked("/", "?ticket=%20INC1%20&page=2")).toEqual({ asked: "INC1", is_panel: true });
  expect(asked("/")).toEqual({ asked: "", is_panel: true });
  expect(asked("/operations", "?ticket=INC1")).toEqual({ asked: "", is_panel: true });
});

test("a ticket's addresses are encoded, and the list stands as it was beside it", async () => {
  const { pageAddress, panelAddress } = await load("ticket/ticket_address.js");
  expect(pageAddress("INC 1/2")).toBe("/tickets/INC%201%2F2");
  expect(panelAddress("?page=2", "INC1")).toBe("/?page=2&ticket=INC1");
  expect(panelAddress("?page=2&ticket=INC1", null)).toBe("/?page=2");
  expect(panelAddress("?ticket=INC1", null)).toBe("/");
});
