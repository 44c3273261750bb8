import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { load } from "../browser/page.js";
import { drawAt } from "../browser/routed.js";

const VPN = {
  id: 7,
  level: "burst",
  count: 11,
  text: "11 about “vpn gateway”",
  usual: "0.6 usual at this hour; by chance once in 9 weeks",
  since: 0,
  query: "burst=7",
  tickets: ["a1", "a2"],
};
const MAIL = { ...VPN, id: 8, level: "watch", text: "4 about “mail”", query: "burst=8", tickets: ["a2", "b1"] };

async function badge(sysId) {
  const { BurstBadge } = await load("list/burst_badge.js");
  const { place } = await drawAt("/", h(BurstBadge, { bursts: [VPN, MAIL], sysId }));
  return place.querySelector("a");
}

test("the row of a ticket in a burst says on hover of which, and leads to its list", async () => {
  const found = await badge("a1");
  expect(found.getAttribute("title")).toBe(`${VPN.text}; ${VPN.usual}`);
  expect(found.getAttribute("href")).toBe("/?burst=7");
  expect((await badge("b1")).getAttribute("href")).toBe("/?burst=8");
});

test("of two bursts the stronger one is named, and a ticket in none has no badge", async () => {
  expect((await badge("a2")).getAttribute("href")).toBe("/?burst=7");
  expect(await badge("c1")).toBeNull();
});
