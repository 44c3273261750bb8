import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

test("the title begins with the number of unread notifications, once", async () => {
  const { withCount, withoutCount } = await load("notifications/unread_in_tab.js");
  expect(withCount("Tickets", 3)).toBe("(3) Tickets");
  expect(withCount("(3) Tickets", 4)).toBe("(4) Tickets");
  expect(withCount("(99+) Tickets", 0)).toBe("Tickets");
  expect(withCount("Tickets", 250)).toBe("(99+) Tickets");
  expect(withoutCount("(4) INC1 (urgent)")).toBe("INC1 (urgent)");
});

test("whatever sets the title later, the count stays before it", async () => {
  document.head.innerHTML = '<title>Tickets</title><link rel="icon" href="/favicon.svg">';
  const { setUnreadInTab } = await load("notifications/unread_in_tab.js");
  setUnreadInTab(2);
  expect(document.title).toBe("(2) Tickets");
  expect(document.querySelector("link").getAttribute("href")).toBe("/favicon-unread.svg");
  setUnreadInTab(0);
  expect(document.title).toBe("Tickets");
  expect(document.querySelector("link").getAttribute("href")).toBe("/favicon.svg");
});
