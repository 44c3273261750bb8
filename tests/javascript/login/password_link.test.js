import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage, settle } from "../browser/page.js";

const VERA = { username: "vera", purpose: "invitation" };
const answer = (status, body) => ({ ok: status < 300, status, json: async () => body });
const refused = (message) => answer(410, { error: { code: "link_used", message } });

/** Open the login with a link, whose requests are answered one after the other; an error is a network that is cut. */
async function open(answers, hash = "#link=secret") {
  openPage(`/login/${hash}`);
  const left = [...answers];
  globalThis.fetch = mock(async () => {
    const next = left.shift();
    if (next instanceof Error) throw next;
    return next;
  });
  document.body.innerHTML = `<main class="login"><input data-testid="login-username"><input data-testid="login-password"></main>`;
  const { PasswordLink } = await load("login/password_link.js");
  const { place } = draw(h(PasswordLink));
  await act(settle);
  const find = (id) => document.querySelector(`[data-testid=${id}]`);
  return {
    place,
    find,
    isInPlace: () => document.querySelector("main").hasAttribute("data-link"),
    asked: () => fetch.mock.calls.map(([url, { body }]) => [url.pathname, JSON.parse(body)]),
    async choose(password) {
      find("link-password").value = password;
      await act(async () => {
        find("link-form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
        await settle();
      });
    },
  };
}

test("a link asks for a password in place of the login, and the address bar forgets it", async () => {
  const page = await open([answer(200, { data: VERA })]);
  expect(page.asked()).toEqual([["/api/v1/auth/password-link", { link: "secret" }]]);
  expect([page.isInPlace(), window.location.hash]).toEqual([true, ""]);
  expect(page.place.textContent).toContain("Welcome, vera.");
});

test("the password that is chosen is set, and the login has the name already", async () => {
  const page = await open([answer(200, { data: VERA }), refused("Too short."), answer(200, { data: VERA })]);
  await page.choose("short");
  expect([page.find("link-error").textContent, page.isInPlace()]).toEqual(["Too short.", true]);
  await page.choose("a long enough password");
  expect(page.asked()[2]).toEqual([
    "/api/v1/auth/password-link/use",
    { link: "secret", password: "a long enough password" },
  ]);
  expect(page.find("link-done").textContent).toBe("Your password is set. Log in with it.");
  expect([page.find("login-username").value, page.isInPlace()]).toEqual(["vera", false]);
  expect(document.activeElement).toBe(page.find("login-password"));
});

test("a link for a lost password greets by its purpose", async () => {
  const page = await open([answer(200, { data: { ...VERA, purpose: "reset" } })]);
  expect(page.place.textContent).toContain("Choose a new password for vera.");
});

test("a link that is used up says so, and the login stays", async () => {
  const page = await open([refused("This link was used already.")]);
  expect([page.find("link-error").textContent, page.isInPlace()]).toEqual(["This link was used already.", false]);
});

test("without a network it says so", async () => {
  const page = await open([new Error("no network")]);
  expect(page.find("link-error").textContent).toContain("not responding");
});

test("without a link nothing is asked and nothing is shown", async () => {
  const page = await open([], "");
  expect([page.asked(), page.place.textContent]).toEqual([[], ""]);
});
