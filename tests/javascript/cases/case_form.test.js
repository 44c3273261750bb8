import { beforeEach, expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

const NO_ANSWER = { id: 0, form: "", is_error: false, text: "" };

beforeEach(() => openPage("/cases/RCA-1"));

async function open(isConnected = true) {
  const { CaseForm } = await load("cases/case_form.js");
  const connection = await load("connection/connection.js");
  const drafts = await load("cases/drafts.js");
  window.liveSocket = { open: 1, openedAt: Date.now(), tried: 1, triedAt: Date.now(), drop: mock() };
  if (isConnected) act(() => connection.recordMessage());
  const onSave = mock();
  const element = (answer) =>
    h(CaseForm, { name: "RCA-1:new", answer, onSave }, h("input", { name: "text" }), h("button", { type: "submit" }));
  const { place, again } = draw(element(NO_ANSWER));
  return {
    field: place.querySelector("input"),
    said: () => place.querySelector("[role=status]").textContent,
    save: () => act(() => place.querySelector("form").requestSubmit()),
    answer: (given) => again(element({ ...NO_ANSWER, id: 1, form: "RCA-1:new", ...given })),
    draft: () => drafts.draftOf("RCA-1:new"),
    onSave,
    write(text) {
      place.querySelector("input").value = text;
      act(() => place.querySelector("input").dispatchEvent(new window.Event("input", { bubbles: true })));
    },
  };
}

test("what is written is kept until the app has confirmed it", async () => {
  const form = await open();
  form.write("half a");
  expect(form.draft()).toEqual({ text: "half a" });
  form.save();
  expect(form.onSave).toHaveBeenCalledWith({ text: "half a" });
  expect(form.draft()).toEqual({ text: "half a" });
  form.answer({ is_error: true, text: "A hypothesis needs a text." });
  expect(form.said()).toBe("A hypothesis needs a text.");
  expect(form.field.value).toBe("half a");
  form.save();
  form.answer({ id: 2 });
  expect([form.draft(), form.field.value, form.said()]).toEqual([null, "", ""]);
});

test("a form that opens again shows what was written", async () => {
  (await open()).write("half a");
  const form = await open();
  expect(form.field.value).toBe("half a");
  expect(form.said()).toContain("kept");
});

test("an answer to what was sent before the page was loaded ends no draft", async () => {
  (await open()).write("half a");
  const form = await open();
  form.answer({ id: 7 });
  expect(form.draft()).toEqual({ text: "half a" });
});

test("without a connection nothing is sent, and the form says that it is kept", async () => {
  const form = await open(false);
  form.write("in a cut");
  form.save();
  expect(form.onSave).not.toHaveBeenCalled();
  expect(form.said()).toContain("Not connected");
  expect(form.draft()).toEqual({ text: "in a cut" });
});

test("what a form replaces is what it was when its first field was filled, until the app has said what it is by now", async () => {
  const { CaseForm } = await load("cases/case_form.js");
  const connection = await load("connection/connection.js");
  window.liveSocket = { open: 1, openedAt: Date.now(), tried: 1, triedAt: Date.now(), drop: mock() };
  act(() => connection.recordMessage());
  const [onSave, onPreview] = [mock(), mock()];
  const element = (answer, base) =>
    h(
      CaseForm,
      { name: "RCA-1:signature", answer, base, onSave, onPreview },
      h("input", { name: "words" }),
      h("button", { type: "submit", value: "preview" }),
      h("button", { type: "submit" }),
    );
  const { place, again } = draw(element(NO_ANSWER, "mail"));
  const field = place.querySelector("input");
  const [preview, save] = place.querySelectorAll("button");
  field.value = "printers";
  act(() => field.dispatchEvent(new window.Event("input", { bubbles: true })));
  again(element(NO_ANSWER, "vpn"));
  act(() => place.querySelector("form").requestSubmit(preview));
  expect(onPreview).toHaveBeenCalledWith({ words: "printers", base: "mail" });
  expect(onSave).not.toHaveBeenCalled();
  act(() => place.querySelector("form").requestSubmit(save));
  expect(onSave).toHaveBeenLastCalledWith({ words: "printers", base: "mail" });
  again(element({ id: 1, form: "RCA-1:signature", is_error: true, text: "Ben has chosen vpn." }, "vpn"));
  act(() => place.querySelector("form").requestSubmit(save));
  expect(onSave).toHaveBeenLastCalledWith({ words: "printers", base: "vpn" });
});

test("a form that is saved folds away, and the focus stays at what unfolds it", async () => {
  const { fold } = await load("cases/case_form.js");
  document.body.innerHTML =
    '<details class="case-adding" open><summary tabindex="0">Add</summary><form><input></form></details><form></form>';
  const [folding, other] = document.querySelectorAll("form");
  folding.querySelector("input").focus();
  fold(folding);
  const details = document.querySelector("details");
  expect(details.open).toBe(false);
  expect(document.activeElement).toBe(details.querySelector("summary"));
  other.tabIndex = 0;
  other.focus();
  details.open = true;
  fold(folding);
  expect([details.open, document.activeElement]).toEqual([false, other]);
  other.blur();
  details.open = true;
  fold(folding);
  expect(document.activeElement).toBe(details.querySelector("summary"));
  fold(other);
  fold(null);
});
