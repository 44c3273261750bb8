import { expect, mock, spyOn, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

const KEY = "rca_dashboard.language";

/** Open a page in a language that the browser or the reader has chosen. */
async function page(name, wanted, kept = {}) {
  openPage("/", kept);
  window.language = { name, locale: name, catalogue: { texts: {}, sentences: {} } };
  Object.defineProperty(navigator, "languages", { value: wanted, configurable: true });
  const reload = spyOn(window.location, "reload").mockImplementation(() => {});
  return { reload, ...(await load("language/language_choice.js")) };
}

test("a choice is kept, and the page is loaded again where it is in another language", async () => {
  const { reload, keepLanguage } = await page("en", ["en-GB"]);
  keepLanguage("en");
  expect([localStorage.getItem(KEY), reload.mock.calls.length]).toEqual(["en", 0]);
  keepLanguage("de");
  expect([localStorage.getItem(KEY), reload.mock.calls.length]).toEqual(["de", 1]);
});

test("the system's choice is the first language of the browser that the pages speak", async () => {
  const { reload, keepLanguage } = await page("de", ["fr-FR", "de-AT", "en"]);
  keepLanguage("system");
  expect(reload.mock.calls.length).toBe(0);
  const other = await page("de", ["fr-FR", "en", "de"]);
  other.keepLanguage("system");
  expect(other.reload.mock.calls.length).toBe(1);
});

test("a browser that stores nothing is not loaded again and again", async () => {
  const { reload, keepLanguage } = await page("en", ["en"]);
  Object.defineProperty(window, "localStorage", { value: undefined });
  keepLanguage("de");
  expect(reload.mock.calls.length).toBe(0);
});

test("who logs in after another person has that person's language no longer", async () => {
  const { forgetLanguage, keepLanguage } = await page("en", ["en"]);
  keepLanguage("de");
  forgetLanguage();
  expect(localStorage.getItem(KEY)).toBe(null);
});

test("the menu shows what was chosen; an account's choice is the app's to keep, and where nobody logs in the browser's", async () => {
  const { LanguageChoice } = await page("en", ["en"], { [KEY]: "en" });
  const onChoose = mock();
  const choose = (isShared) => {
    const menu = draw(h(LanguageChoice, { isShared, onChoose })).place.querySelector("select");
    const before = menu.value;
    menu.value = "de";
    act(() => menu.dispatchEvent(new window.Event("change", { bubbles: true })));
    return [before, menu.value, localStorage.getItem(KEY)];
  };
  expect(choose(false)).toEqual(["en", "de", "en"]);
  expect(onChoose.mock.calls).toEqual([["de"]]);
  expect(choose(true)).toEqual(["en", "de", "de"]);
  expect(onChoose).toHaveBeenCalledTimes(1);
});
