import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, pass } from "../browser/page.js";

/** Draw something that copies, click its button, and return what it then says. */
async function copied(element, { isRefused = false } = {}) {
  const writeText = mock(async () => {
    if (isRefused) throw new Error("no TLS");
  });
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  document.execCommand = () => false;
  const { place } = draw(element);
  const button = place.querySelector("button");
  await act(async () => button.click());
  return { writeText, button, place };
}

test("a text is copied, and its button says so for a moment", async () => {
  const { CopyButton } = await load("take_away/copy_button.js");
  const { writeText, button } = await copied(h(CopyButton, { text: "a case", className: "button" }, "Copy report"));
  expect([writeText.mock.calls, button.textContent, button.className]).toEqual([[["a case"]], "Copied", "button"]);
  act(() => pass(2_500));
  expect(button.textContent).toBe("Copy report");
});

test("a text that cannot be copied is not said to be", async () => {
  const { CopyButton } = await load("take_away/copy_button.js");
  expect((await copied(h(CopyButton, { text: "x" }, "Copy"), { isRefused: true })).button.textContent).toBe(
    "Copy failed",
  );
});

test("an address is copied as this browser reaches it, and the whole of it is marked by a click", async () => {
  const { CopyAddress } = await load("kit/copy_address.js");
  const address = h(CopyAddress, { path: "/wall?look=dark", label: "Address of the wall", testid: "wall-address" });
  const { writeText, button, place } = await copied(address);
  const field = place.querySelector("input");
  expect([field.value, field.getAttribute("aria-label")]).toEqual([
    "http://dashboard.example/wall?look=dark",
    "Address of the wall",
  ]);
  expect([writeText.mock.calls, button.textContent]).toEqual([[["http://dashboard.example/wall?look=dark"]], "Copied"]);
  act(() => pass(2_500));
  expect(button.textContent).toBe("Copy");
  act(() => field.focus());
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, field.value.length]);
});

test("an address that cannot be copied is not said to be", async () => {
  const { CopyAddress } = await load("kit/copy_address.js");
  const { button } = await copied(h(CopyAddress, { path: "/", label: "x", testid: "x" }), { isRefused: true });
  expect(button.textContent).toBe("Copy failed");
});

test("the page is printed by a button", async () => {
  const { PrintButton } = await load("take_away/print_button.js");
  window.print = mock();
  const { place } = draw(h(PrintButton, { className: "button" }, "Print"));
  expect(window.print).not.toHaveBeenCalled();
  act(() => place.querySelector("button.button").click());
  expect(window.print).toHaveBeenCalledTimes(1);
});

test("links to what the app makes lead to its REST, in a tab of their own", async () => {
  const { RestLink } = await load("take_away/rest_link.js");
  const { ReportLink } = await load("cases/report_link.js");
  const { place } = draw(
    h(
      "p",
      null,
      h(RestLink, { path: "tickets.csv?status=New" }, "CSV"),
      h(ReportLink, { number: "CASE/1", format: "pdf" }),
    ),
  );
  const links = [...place.querySelectorAll("a")];
  expect(links.map((link) => link.href)).toEqual([
    "http://dashboard.example/api/v1/tickets.csv?status=New",
    "http://dashboard.example/api/v1/cases/CASE%2F1/report?format=pdf",
  ]);
  expect(links.map((link) => [link.target, link.rel])).toEqual(Array(2).fill(["_blank", "noopener"]));
});
