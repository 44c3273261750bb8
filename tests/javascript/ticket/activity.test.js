import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load } from "../browser/page.js";

const linksOf = async (text) => {
  const { partsOf } = await load("ticket/linked_text.js");
  const parts = partsOf(text);
  expect(parts.map((part) => part.text).join("")).toBe(text);
  return parts.filter(({ kind }) => kind !== "text").map((part) => part.text);
};

test("web addresses are links, without the end of the sentence around them", async () => {
  for (const [text, address] of [
    ["See https://example.com/a?b=1#c.", "https://example.com/a?b=1#c"],
    ["(https://example.com/a_(b))", "https://example.com/a_(b)"],
    ["[https://example.com/a], and", "https://example.com/a"],
    ["HTTP://EXAMPLE.COM/x!", "HTTP://EXAMPLE.COM/x"],
    ["https://例え.jp/ä ok", "https://例え.jp/ä"],
  ])
    expect(await linksOf(text)).toEqual([address]);
});

test("what could run or deceive is no link", async () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,<script>",
    "ftp://example.com",
    "https://paypal.com@evil.example/",
    "https://user:word@evil.example/",
    "https://",
    "http://<b>",
  ])
    expect([text, await linksOf(text)]).toEqual([text, []]);
});

test("numbers of tickets are links", async () => {
  expect(await linksOf("Same as INC0010019, see PRB0040001 and XINC0010019, INC12")).toEqual([
    "INC0010019",
    "PRB0040001",
  ]);
});

test("a person's initials are of the first and the last name", async () => {
  const { initials } = await load("ticket/avatar.js");
  for (const [name, expected] of [
    ["Kwame Mensah", "KM"],
    ["beth.anglin", "BA"],
    ["Jean-Luc van der Berg", "JB"],
    ["admin", "A"],
    ["Øystein Å", "ØÅ"],
    ["(System)", "S"],
    ["", ""],
  ])
    expect([name, initials(name)]).toEqual([name, expected]);
});

test("the activity shows messages apart from changes, hides these when asked, and asks for older ones", async () => {
  const { receiveTicket, setRequestedTicket } = await load("ticket/ticket.js");
  const { Activity } = await load("ticket/activity.js");
  const none = { value: { text: "", at: 0, is_long: false } };
  const long = { name: "description", label: "Description", old: none.value, new: { text: "b", at: 0, is_long: true } };
  const entry = (key, kind, author, text, long_changes = []) => ({ key, at: 5, author, kind, text, long_changes });
  const activity = [
    entry("1", "comment", "Joe Employee", "See https://example.com/a"),
    entry("2", "work_note", "Beth Anglin", "Rebooted"),
    entry("3", "change", "Beth Anglin", "moved it to On Hold", [long]),
    entry("4", "change", "", "Deleted in ServiceNow"),
  ];
  const detail = { key: "a", sys_id: "a", number: "INC1", rev: 1, boot: "b", is_known: true, groups: [], others: [] };
  const rest = { status: "", priority: 0, short_description: "", description: "", close_notes: "" };
  act(() => setRequestedTicket({ asked: "INC1", is_panel: false }));
  act(() => receiveTicket({ ...detail, ...rest, related: [], same_number: [], activity, entries: 9 }));
  const asked = [];
  const { place } = draw(h(Activity, { heading: "h2", onOlder: (key) => asked.push(key) }));
  const kinds = () => [...place.querySelectorAll("[data-testid=activity-entry]")].map((each) => each.dataset.kind);
  expect(kinds()).toEqual(["comment", "work_note", "change", "change"]);
  expect(place.querySelector("a").getAttribute("rel")).toBe("noopener noreferrer nofollow");
  expect(place.textContent).toContain("Beth Anglin moved it to On Hold");
  const press = (name) => act(() => place.querySelector(`[data-testid=${name}]`).click());
  press("activity-older");
  expect(asked).toEqual(["4"]);
  press("activity-messages-only");
  expect(kinds()).toEqual(["comment", "work_note"]);
  press("activity-messages-only");
  expect(place.querySelector("time").textContent).not.toContain("ago");
});
