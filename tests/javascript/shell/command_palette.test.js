import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act } from "../browser/drawn.js";
import { load, pass, settle } from "../browser/page.js";
import { drawAt, press, type } from "../browser/routed.js";

const FOUND = [{ number: "INC1", title: "Printer on fire", status: "New", is_active: true }];

async function open(props = {}) {
  document.body.innerHTML = `
    <nav data-testid="nav"><a class="nav-link" data-view="major" href="/?priority=1" title="Major"><span class="nav-word">Major</span><span class="nav-count">3</span></a>
    <a class="nav-link" href="/settings"><span class="nav-word">Settings</span></a></nav>
    <button data-testid="theme-toggle"></button>`;
  for (const name of ["showModal", "close"])
    window.HTMLDialogElement.prototype[name] ??= function () {
      this.open = name === "showModal";
    };
  window.HTMLElement.prototype.scrollIntoView ??= () => {};
  const { CommandPalette } = await load("shell/command_palette.js");
  const onLookUp = mock();
  const drawn = await drawAt("/", h(CommandPalette, { words: "", found: [], onLookUp, ...props }));
  press(document.body, "k", { ctrlKey: true, code: "KeyK" });
  await act(settle);
  const field = () => drawn.place.querySelector("[role=combobox]");
  const labels = () =>
    [...drawn.place.querySelectorAll("[role=option] .command-label")].map((each) => each.textContent);
  return { ...drawn, onLookUp, field, labels };
}

test("it offers the navigation's views and pages, and what the page's controls do", async () => {
  const { labels } = await open();
  expect(labels()).toEqual(["Major", "Settings", "The week", "Toggle theme", "Keyboard shortcuts"]);
});

test("arrows lead around, and Enter goes where the active one leads", async () => {
  const { field, place, here } = await open();
  const active = () => document.getElementById(field().getAttribute("aria-activedescendant")).textContent;
  press(field(), "ArrowUp");
  expect(active()).toContain("Keyboard shortcuts");
  press(field(), "ArrowDown");
  press(field(), "ArrowDown");
  expect(active()).toContain("Settings");
  press(field(), "Enter");
  await act(settle);
  expect([here(), place.querySelector("dialog").open]).toEqual(["/settings", false]);
});

test("an action presses the page's own control", async () => {
  const { field } = await open();
  const pressed = mock();
  document.querySelector("[data-testid=theme-toggle]").addEventListener("click", pressed);
  type(field(), "theme");
  press(field(), "Enter");
  expect(pressed).toHaveBeenCalledTimes(1);
});

test("tickets are looked up when one stops typing, and shown where the answer is to these words", async () => {
  const { field, labels, onLookUp } = await open({ words: "fire", found: FOUND });
  type(field(), "fi");
  type(field(), "fire");
  act(() => pass(200));
  expect(onLookUp.mock.calls).toEqual([["fire"]]);
  expect(labels()).toEqual(["INC1 Printer on fire"]);
  type(field(), "fires");
  expect(labels()).toEqual([]);
});

test("the opener closes it again, and a closed one leaves no list box on the page", async () => {
  const { place } = await open();
  expect(place.querySelector("[role=listbox]")).not.toBeNull();
  press(document.body, "k", { metaKey: true, code: "KeyK" });
  act(() => place.querySelector("dialog").dispatchEvent(new window.Event("close")));
  expect(place.querySelector("[role=listbox]")).toBeNull();
});
