import { beforeEach, expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

const NO_ANSWER = { id: 0, form: "", is_error: false, text: "" };
const GIVEN = { name: "RCA-1:statement", label: "Statement", by: "ben", placeholder: "", isMultiline: false };

beforeEach(() => openPage("/cases/RCA-1"));

async function open(value) {
  const { EditableText } = await load("cases/editable_text.js");
  const connection = await load("connection/connection.js");
  window.liveSocket = { open: 1, openedAt: Date.now(), tried: 1, triedAt: Date.now(), drop: mock() };
  act(() => connection.recordMessage());
  const onSave = mock();
  const element = (changes) =>
    h(EditableText, { ...GIVEN, value, mayEdit: true, answer: NO_ANSWER, testid: "statement", onSave, ...changes });
  const { place, again } = draw(element({}));
  const find = (testid) => place.querySelector(`[data-testid=${testid}]`);
  return {
    find,
    onSave,
    show: (changes) => again(element(changes)),
    press: (testid) => act(() => find(testid).click()),
    write(text) {
      const field = find("statement-field");
      Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(field, text);
      act(() => field.dispatchEvent(new window.Event("input", { bubbles: true })));
    },
  };
}

test("an edit says what it was based on, and ends when the app confirms it, before or after the push", async () => {
  const text = await open("Since noon");
  text.press("statement-edit");
  text.write("Since ten");
  text.press("statement-save");
  expect(text.onSave).toHaveBeenCalledWith("Since ten", "Since noon");
  text.show({ answer: { ...NO_ANSWER, id: 1, form: GIVEN.name } });
  expect(text.find("statement-field")).toBe(null);
  text.show({ value: "Since ten" });
  expect(text.find("statement").textContent).toContain("Since ten");
});

test("what somebody else has saved is shown, and has to be dealt with before an edit is saved", async () => {
  const text = await open("Since noon");
  text.press("statement-edit");
  text.write("Since ten");
  text.show({ value: "Since Tuesday" });
  expect(text.find("case-conflict").textContent).toContain("ben changed this");
  expect(text.find("statement-save").disabled).toBe(true);
  text.press("conflict-keep");
  expect(text.find("case-conflict")).toBe(null);
});

test("a refused edit stays, with the reason", async () => {
  const text = await open("Since noon");
  text.press("statement-edit");
  text.write("Since ten");
  text.press("statement-save");
  text.show({ answer: { id: 1, form: GIVEN.name, is_error: true, text: "No." } });
  expect(text.find("statement-field").value).toBe("Since ten");
  expect(text.find("case-said").textContent).toBe("No.");
});
