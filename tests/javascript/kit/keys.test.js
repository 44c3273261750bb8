import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, pass } from "../browser/page.js";

const ROW = (number) =>
  `<tr data-testid="ticket-row"><td><a class="ticket-link" href="/x" tabindex="-1">${number}</a></td></tr>`;

async function listen(preferences = {}) {
  document.body.innerHTML = `
    <input data-testid="search-input"><input type="checkbox" id="box"><dialog id="keys-sheet"></dialog>
    ${["refresh-button", "new-tickets-bar", "live-mode-live", "live-mode-notify", "live-mode-paused"]
      .map((name) => `<button data-testid="${name}"></button>`)
      .join("")}
    <details class="popover"><summary>Menu</summary></details>
    <table><tbody>${[1, 2, 3].map(ROW).join("")}</tbody></table>`;
  window.Element.prototype.scrollIntoView = () => {};
  const pressed = [];
  for (const button of document.querySelectorAll("button"))
    button.addEventListener("click", () => pressed.push(button.dataset.testid));
  const { Keys } = await load("kit/keys.js");
  const { setPreferences } = await load("kit/preferences.js");
  setPreferences(preferences);
  const go = mock();
  draw(h(Keys, { onGo: go }));
  const key = (name, special = {}, target = document.activeElement ?? document.body) => {
    const event = new window.KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...special });
    act(() => target.dispatchEvent(event));
    return event.defaultPrevented;
  };
  return { key, go, pressed, setPreferences, focused: () => document.activeElement.textContent };
}

test("single keys do what the sheet says", async () => {
  const { key, pressed, focused } = await listen();
  key("r");
  key("n");
  expect(pressed).toEqual(["refresh-button", "new-tickets-bar"]);
  expect(key("/")).toBe(true);
  expect(document.activeElement.dataset.testid).toBe("search-input");
  document.activeElement.blur();
  expect([key("j"), focused(), key("j"), focused(), key("k"), focused()]).toEqual([true, "1", true, "2", true, "1"]);
  expect(key("y")).toBe(false);
});

test("on other alphabets the key in the place of the letter counts, and signs stay what they are", async () => {
  const { key, pressed, focused } = await listen();
  expect([key("о", { code: "KeyJ" }), focused()]).toEqual([true, "1"]);
  expect([key("ξ", { code: "KeyJ" }), focused()]).toEqual([true, "2"]);
  key("к", { code: "KeyR" });
  expect(pressed).toEqual(["refresh-button"]);
  expect(key("ö", { code: "Semicolon" })).toBe(false);
});

test("p pauses and leads back to the mode before, and m goes on to the next one", async () => {
  const { key, pressed, setPreferences } = await listen({ live_mode: "notify" });
  key("p");
  setPreferences({ live_mode: "paused" });
  key("p");
  key("m");
  setPreferences({ live_mode: "live" });
  key("m");
  expect(pressed).toEqual(["live-mode-paused", "live-mode-notify", "live-mode-live", "live-mode-notify"]);
});

test("g and a letter lead to a page, for a moment", async () => {
  const { key, go } = await listen();
  for (const letter of ["d", "n", "o", "s"]) {
    key("g");
    key(letter);
  }
  key("g");
  pass(1_500);
  key("o");
  expect(go.mock.calls).toEqual([["/"], ["/notifications"], ["/operations"], ["/settings"]]);
});

test("while one types, in a dialog, with a modifier or turned off, single keys do nothing", async () => {
  const { key, pressed, setPreferences } = await listen();
  const field = document.querySelector("input");
  expect(key("r", {}, field)).toBe(false);
  expect(key("r", {}, document.getElementById("box"))).toBe(true); // nobody types in a checkbox
  for (const modifier of ["ctrlKey", "metaKey", "altKey"]) expect(key("r", { [modifier]: true })).toBe(false);
  document.getElementById("keys-sheet").setAttribute("open", "");
  expect(key("r")).toBe(false);
  document.getElementById("keys-sheet").removeAttribute("open");
  setPreferences({ has_single_keys: false });
  expect(key("r")).toBe(false);
  expect(pressed).toEqual(["refresh-button"]);
});

test("arrows move from row to row and stop at the ends, also where single keys are off", async () => {
  const { key, focused } = await listen({ has_single_keys: false });
  expect(key("ArrowDown")).toBe(false);
  document.querySelector("a").focus();
  for (const name of ["ArrowDown", "ArrowDown", "ArrowDown"]) key(name);
  expect(focused()).toBe("3");
  for (const name of ["ArrowUp", "ArrowUp", "ArrowUp"]) key(name);
  expect(focused()).toBe("1");
});

test("Escape closes what was opened last", async () => {
  const { key } = await listen();
  const popover = document.querySelector("details");
  expect(key("Escape")).toBe(false);
  popover.open = true;
  expect([key("Escape"), popover.open]).toEqual([true, false]);
});

test("Tab reaches one row: the first, or the one that had the focus last", async () => {
  await listen();
  const { updateTabStop } = await load("kit/row_focus.js");
  const reachable = () =>
    [...document.querySelectorAll("a")].filter((link) => link.tabIndex === 0).map((link) => link.textContent);
  updateTabStop();
  updateTabStop();
  pass(1);
  expect(reachable()).toEqual(["1"]);
  document.querySelectorAll("a")[1].focus();
  expect(reachable()).toEqual(["2"]);
  document.querySelectorAll("tr")[1].remove();
  updateTabStop();
  pass(1);
  expect(reachable()).toEqual(["1"]);
});

test("a click beside a menu closes it and means nothing else; buttons open and close dialogs", async () => {
  await listen();
  const { isClosingClick } = await load("kit/overlays.js");
  const popover = document.querySelector("details");
  const down = (target) => target.dispatchEvent(new window.Event("pointerdown", { bubbles: true }));
  popover.open = true;
  down(popover.querySelector("summary"));
  expect([popover.open, isClosingClick()]).toEqual([true, false]);
  down(document.body);
  expect([popover.open, isClosingClick()]).toEqual([false, true]);
  document.body.dispatchEvent(new window.KeyboardEvent("keydown", { key: "a", bubbles: true }));
  expect(isClosingClick()).toBe(false);
  const dialog = document.getElementById("keys-sheet");
  dialog.showModal = mock(() => dialog.setAttribute("open", ""));
  dialog.close = mock(() => dialog.removeAttribute("open"));
  document.body.insertAdjacentHTML("beforeend", '<button data-opens="keys-sheet" id="opens"></button>');
  document.getElementById("opens").click();
  dialog.innerHTML = '<p>Keys</p><button data-closes="dialog"></button>';
  dialog.querySelector("p").click();
  expect([dialog.showModal.mock.calls.length, dialog.close.mock.calls.length]).toEqual([1, 0]);
  dialog.querySelector("button").click();
  expect(dialog.close).toHaveBeenCalledTimes(1);
});
