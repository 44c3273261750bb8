import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, NOW } from "../browser/page.js";

const operations = () => load("operations/operations.js");

test("numbers have their thousands apart, and spans are told in two units", async () => {
  const { formatDuration, formatNumber } = await operations();
  expect([formatNumber(999), formatNumber(1234567)]).toEqual(["999", "1,234,567"]);
  expect([-5, 45, 200, 7500].map(formatDuration)).toEqual(["0 s", "45 s", "3 min 20 s", "2 h 5 min"]);
});

test("a button without a question acts at once, unless it is off", async () => {
  const { ActionButton } = await load("kit/action_button.js");
  const onDo = mock();
  const { place, again } = draw(h(ActionButton, { label: "Poll", onDo, testid: "poll" }));
  act(() => place.querySelector("button").click());
  again(h(ActionButton, { label: "Poll", onDo, testid: "poll", isOff: true }));
  act(() => place.querySelector("button").click());
  expect([onDo.mock.calls, place.querySelector("button").getAttribute("aria-disabled")]).toEqual([[[""]], "true"]);
});

test("a button with a question asks it first, and only its own answer acts", async () => {
  const { ActionButton } = await load("kit/action_button.js");
  const onDo = mock();
  const deed = h(ActionButton, {
    label: "Import",
    question: "Import all?",
    explanation: "It takes long.",
    confirm: "Import",
    onDo,
    testid: "i",
  });
  const { place } = draw(deed);
  const dialog = place.querySelector("dialog");
  dialog.showModal = mock();
  dialog.close = mock();
  const [button, cancel] = place.querySelectorAll("button");
  act(() => button.click());
  expect([button.textContent, dialog.showModal.mock.calls.length, onDo.mock.calls.length]).toEqual(["Import…", 1, 0]);
  act(() => cancel.click());
  expect([dialog.close.mock.calls.length, onDo.mock.calls.length]).toEqual([1, 0]);
  act(() => place.querySelector("[value=do]").click());
  expect(onDo.mock.calls).toEqual([[""]]);
});

test("an import says how far it has come, how fast, and how long it takes", async () => {
  const { ImportLine, ImportProgress } = await operations();
  const imports = {
    state: "running",
    table: "incident",
    imported: 1500,
    to_import: 3000,
    rows_per_second: 250,
    seconds_left: 6,
  };
  const { place, again } = draw(h(ImportProgress, { imports }));
  expect(place.textContent).toBe("1,500 of 3,000 rows · incident · 250 rows/s · 6 s left");
  expect([place.querySelector("progress").value, place.querySelector("progress").max]).toEqual([1500, 3000]);
  again(h(ImportProgress, { imports: { ...imports, to_import: 0, rows_per_second: 0, seconds_left: -1 } }));
  expect(place.textContent).toBe("1,500 of ? rows · incident");
  again(
    h(ImportLine, { poll: { import_state: "done", imported: 7, to_import: 7, rows_per_second: 1, seconds_left: 0 } }),
  );
  expect(place.textContent).toBe("7 of 7 rows");
});

test("a time to come is counted down, and a far one is the clock's", async () => {
  const { Figure, Until } = await operations();
  const until = (seconds) => draw(h(Until, { at: NOW + seconds * 1000 })).place.textContent;
  expect([until(0.5), until(40), until(200)]).toEqual(["now", "in 40 s", "in 3 min 20 s"]);
  expect(until(7_200)).toMatch(/\d\d:\d\d$/);
  expect(draw(h(Until, { at: 0 })).place.textContent).toBe("–");
  expect(draw(h(Figure, { value: 1234 })).place.textContent).toBe("1,234");
});

test("the audit log is a link to the app's file", async () => {
  const { AuditExport } = await operations();
  expect(draw(h(AuditExport)).place.querySelector("a").href).toBe("http://dashboard.example/api/v1/audit/export");
});
