import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load } from "../browser/page.js";

async function open(Notification) {
  window.Notification = Notification;
  if (!Notification) delete window.Notification;
  const { DesktopChoice } = await load("notifications/desktop_choice.js");
  const { place } = draw(h(DesktopChoice));
  return {
    state: () => place.querySelector("[data-testid=desktop-choice]").dataset.state,
    said: () => place.querySelector("[role=status]").textContent,
    button: () => place.querySelector("[data-testid=desktop-toggle]"),
    turn: () => act(async () => place.querySelector("[data-testid=desktop-toggle]").click()),
  };
}

const allowing = (permission, answer = permission) => ({ permission, requestPermission: mock(async () => answer) });

test("they are turned on and off by a click, and only a click asks the browser", async () => {
  const asked = allowing("granted");
  const choice = await open(asked);
  expect([choice.state(), choice.button().textContent]).toEqual(["off", "Turn on"]);
  expect(asked.requestPermission).not.toHaveBeenCalled();
  await choice.turn();
  expect([choice.state(), choice.button().textContent, choice.said()]).toEqual([
    "on",
    "Turn off",
    "Desktop notifications are on in this browser.",
  ]);
  await choice.turn();
  expect(choice.state()).toBe("off");
});

test("a refusal is said with what to do, and there is nothing left to click", async () => {
  const choice = await open(allowing("denied"));
  expect([choice.state(), choice.button()]).toEqual(["blocked", null]);
  expect(choice.said()).toContain("browser's settings");
});

test("a browser without them says what they need", async () => {
  const choice = await open(undefined);
  expect([choice.state(), choice.button()]).toEqual(["missing", null]);
  expect(choice.said()).toContain("HTTPS");
});
