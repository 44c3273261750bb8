import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, pass } from "../browser/page.js";

async function copy(writeText, execCommand) {
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  document.execCommand = execCommand;
  const { CopyLink } = await load("ticket/copy_link.js");
  const { place } = draw(h(CopyLink, { ticket: "INC 1" }));
  await act(async () => place.querySelector("button").click());
  return place;
}

const refuse = async () => {
  throw new Error("no TLS");
};

test("the address of the ticket's page is copied, and the button says so for a moment", async () => {
  const writeText = mock(async () => {});
  const place = await copy(writeText);
  expect(writeText.mock.calls).toEqual([["http://dashboard.example/tickets/INC%201"]]);
  expect(place.textContent).toBe("Copied");
  act(() => pass(2_500));
  expect(place.textContent).toBe("Copy link");
});

test("without TLS the old command copies it, and where that fails too the button says so", async () => {
  expect((await copy(refuse, () => true)).textContent).toBe("Copied");
  expect((await copy(refuse, () => false)).textContent).toBe("Copy failed");
  expect(document.querySelector("textarea")).toBe(null);
});

test("a number is copied as it stands, and says so without changing", async () => {
  const writeText = mock(async () => {});
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  const { CopyNumber } = await load("ticket/copy_link.js");
  const button = draw(h(CopyNumber, { ticket: "INC0010001" })).place.querySelector("button");
  await act(async () => button.click());
  expect([writeText.mock.calls, button.textContent, button.dataset.said]).toEqual([
    [["INC0010001"]],
    "INC0010001",
    "Copied",
  ]);
  act(() => pass(2_500));
  expect(button.dataset.said).toBeUndefined();
});
