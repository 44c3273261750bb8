import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

async function open() {
  openPage("/login/");
  const { furtherSteps } = await load("login/further_steps.js");
  const { LoginSteps } = await load("login/login_steps.js");
  const { place } = draw(h(LoginSteps));
  return {
    place,
    show: (steps) => act(() => furtherSteps.update(steps)),
    find: (id) => place.querySelector(`[data-testid=${id}]`),
  };
}

const texts = (place) => place.textContent;

test("a login needs a name and a password alone until the app asks for more", async () => {
  const { place } = await open();
  expect([place.querySelectorAll("input").length, texts(place)]).toEqual([0, ""]);
});

test("a generated password is replaced in a field that has the focus", async () => {
  const { show, find } = await open();
  show({ asksPassword: true });
  const field = find("login-new-password");
  expect([field.name, field.type, field.autocomplete, field.required]).toEqual([
    "new_password",
    "password",
    "new-password",
    true,
  ]);
  expect(document.activeElement).toBe(field);
});

test("a code is asked for by the words that fit: with an app that is there, or one that is being set up", async () => {
  const { place, show, find } = await open();
  show({ asksCode: true });
  expect(find("login-code").autocomplete).toBe("one-time-code");
  expect(texts(place)).toBe("Code of your authenticator app, or a recovery code");
  show({ enrolment: { secret: "ABC DEF", uri: "otpauth://x", qr_code: "data:image/png;base64,x" } });
  expect(find("enrolment-secret").textContent).toBe("ABC DEF");
  expect(place.querySelector("img").getAttribute("src")).toBe("data:image/png;base64,x");
  expect(find("login-code").closest("label").textContent).toBe("Code");
});

test("recovery codes stand alone, each on a line, with the way on", async () => {
  const { show, find, place } = await open();
  show({ asksCode: true, recoveryCodes: ["aaaa-bbbb", "cccc-dddd"], destination: "/?page=2" });
  expect(find("recovery-codes").textContent).toBe("aaaa-bbbb\ncccc-dddd");
  expect(find("login-continue").getAttribute("href")).toBe("/?page=2");
  expect(place.querySelector("input")).toBe(null);
});
