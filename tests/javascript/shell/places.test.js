import { expect, test } from "bun:test";
import { filterOf, isCurrent } from "../../../assets/live/shell/places.js";

const list = (search) => ({ pathname: "/", search });

test("a view is current whatever its page, order and open ticket", () => {
  expect(isCurrent("/?priority=1%2C2", list("?page=3&sort=priority&priority=1,2&ticket=INC1&limit=50"))).toBe(true);
  expect(isCurrent("/?priority=1%2C2", list("?priority=1,2&status=New"))).toBe(false);
  expect(isCurrent("/", list("?sort=priority"))).toBe(true);
  expect(isCurrent("/", list("?priority=1"))).toBe(false);
});

test("a page is current with and without a slash at its end, and whatever follows", () => {
  expect(isCurrent("/settings", { pathname: "/settings/", search: "" })).toBe(true);
  expect(isCurrent("/notifications", { pathname: "/notifications", search: "?unread=true" })).toBe(true);
  expect(isCurrent("/settings", list(""))).toBe(false);
});

test("equal filters have one form", () => {
  expect(filterOf("?b=2&a=1&page=2")).toBe(filterOf("a=1&b=2"));
});
