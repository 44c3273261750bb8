import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act } from "../browser/drawn.js";
import { load, pass, settle } from "../browser/page.js";
import { drawAt, press, type } from "../browser/routed.js";

async function search(address) {
  const { GlobalSearch } = await load("shell/global_search.js");
  const onSearch = mock();
  const found = await drawAt(address, h(GlobalSearch, { value: "", onSearch, className: "input" }));
  return { ...found, onSearch, box: found.place.querySelector("input") };
}

test("on the list each key searches", async () => {
  const { box, onSearch } = await search("/?status=New");
  pass(100);
  type(box, "vpn");
  expect(onSearch.mock.calls).toEqual([["vpn"]]);
});

test("elsewhere nothing happens before Enter, which leads to the list", async () => {
  const { box, here, onSearch } = await search("/settings");
  type(box, "vpn & mail");
  expect([onSearch.mock.calls, here()]).toEqual([[], "/settings"]);
  press(box, "Enter");
  await act(settle);
  expect(here()).toBe("/?query=vpn%20%26%20mail");
});
