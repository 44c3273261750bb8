import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { draw } from "../browser/drawn.js";
import { load } from "../browser/page.js";

test.each([
  ["VPN drops", "query=vpn", "<mark>VPN</mark> drops"],
  ["The Café is open", "query=cafe", "The <mark>Café</mark> is open"],
  ["password", "query=word", "password"],
  ["INC0012345", "query=2345", "INC001<mark>2345</mark>"],
  ["mail and mailbox", "query=mailbox+mail", "<mark>mail</mark> and <mark>mailbox</mark>"],
  ["nothing", "", "nothing"],
  ["<b>vpn</b>", "query=vpn", "&lt;b&gt;<mark>vpn</mark>&lt;/b&gt;"],
])("what a search found is marked: %p in %p", async (text, view, expected) => {
  const { Marked } = await load("list/marked.js");
  const html = draw(h("p", null, h(Marked, { text, view }))).place.querySelector("p").innerHTML;
  expect(html.replaceAll("</mark><mark>", "")).toBe(expected);
});

test("no text is nothing", async () => {
  const { Marked } = await load("list/marked.js");
  expect(draw(h("p", null, h(Marked, { text: undefined, view: "query=a" }))).place.textContent).toBe("");
});
