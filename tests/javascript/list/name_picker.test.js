import { beforeEach, expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

beforeEach(() => openPage("/"));

const FOUND = {
  assigned_to: [
    ["u1", "Ann Lee"],
    ["u2", "Ann Lee"],
    ["u3", "Bob"],
  ],
};

async function open(found = FOUND, chosen = "") {
  const { NamePicker } = await load("list/name_picker.js");
  const [onPick, onLookUp] = [mock(), mock()];
  const { place } = draw(h(NamePicker, { field: "assigned_to", found, chosen, onPick, onLookUp }));
  const field = place.querySelector("input");
  return {
    place,
    onPick,
    onLookUp,
    write(text, inputType) {
      Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(field, text);
      act(() => field.dispatchEvent(new window.InputEvent("input", { bubbles: true, inputType })));
    },
    enter: () => act(() => field.dispatchEvent(new window.KeyboardEvent("keydown", { key: "Enter", bubbles: true }))),
  };
}

test("a name stands for everybody who has it, beside those chosen before", async () => {
  const picker = await open(FOUND, "u9");
  picker.write("ann lee", "insertText");
  picker.enter();
  expect(picker.onPick).toHaveBeenCalledWith("u1,u2,u9");
});

test("a choice from the browser's own list is taken at once", async () => {
  const picker = await open();
  picker.write("Bob", "insertReplacementText");
  expect(picker.onPick).toHaveBeenCalledWith("u3");
});

test("what no one is called picks nobody, and is looked up", async () => {
  const picker = await open();
  window.setTimeout = (action) => action(); // the pause in typing is over
  picker.write("Zoe", "insertText");
  picker.enter();
  expect(picker.onPick).not.toHaveBeenCalled();
  expect(picker.onLookUp).toHaveBeenCalledWith("assigned_to", "Zoe");
});
