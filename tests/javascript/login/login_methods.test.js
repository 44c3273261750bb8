import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { draw } from "../browser/drawn.js";
import { load, openPage, settle } from "../browser/page.js";

async function open(status, data) {
  openPage("/login/");
  document.body.innerHTML = `<input data-testid="login-username"><p data-testid="login-error" hidden></p>`;
  window.location.replace = mock();
  globalThis.fetch = mock(async () => ({ ok: status < 300, status, json: async () => ({ data }) }));
  const { LoginMethods } = await load("login/login_methods.js");
  draw(h(LoginMethods));
  await settle();
  return { focused: document.activeElement?.dataset?.testid, left: window.location.replace.mock.calls };
}

test("where passwords are asked for, the name has the focus", async () => {
  const page = await open(200, { password: "everyone", single_sign_on: false });
  expect(page).toEqual({ focused: "login-username", left: [] });
});

test("where nobody logs in, as in the demo, the page leads to the dashboard", async () => {
  expect((await open(200, { password: "nobody", single_sign_on: false })).left).toEqual([["/"]]);
});
