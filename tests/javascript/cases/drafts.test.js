import { beforeEach, expect, test } from "bun:test";
import { load, openPage } from "../browser/page.js";

beforeEach(() => openPage());
const drafts = () => load("cases/drafts.js");

test("a draft is kept until it is forgotten", async () => {
  const { draftOf, forgetDraft, keepDraft } = await drafts();
  expect(draftOf("RCA-1:title")).toBe(null);
  expect(keepDraft("RCA-1:title", { text: "half a" })).toBe(true);
  expect(draftOf("RCA-1:title")).toEqual({ text: "half a" });
  expect(draftOf("RCA-2:title")).toBe(null);
  forgetDraft("RCA-1:title");
  expect(draftOf("RCA-1:title")).toBe(null);
});

test("what is no draft is none", async () => {
  const { draftOf } = await drafts();
  for (const stored of ["{", "[]", "3", '{"text": 3}', "null"]) {
    window.sessionStorage.setItem("rca_dashboard.draft.x", stored);
    expect([stored, draftOf("x")]).toEqual([stored, null]);
  }
});

test("a browser that stores nothing still works", async () => {
  const { draftOf, forgetDraft, keepDraft } = await drafts();
  Object.defineProperty(window, "sessionStorage", {
    get() {
      throw new Error("denied");
    },
  });
  expect(keepDraft("x", { text: "a" })).toBe(false);
  expect(draftOf("x")).toBe(null);
  forgetDraft("x");
});

test("an edit whose text was saved meanwhile is over", async () => {
  const { draftOf, keepDraft } = await drafts();
  const { keptEdit } = await load("cases/editable_text.js");
  keepDraft("x", { base: "old", text: "new" });
  expect(keptEdit("x", "old")).toEqual({ base: "old", text: "new" });
  expect(keptEdit("x", "new")).toBe(null);
  expect(draftOf("x")).toBe(null);
});
