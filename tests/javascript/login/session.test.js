import { beforeEach, expect, mock, test } from "bun:test";
import { load, openPage } from "../browser/page.js";

let asked = [];
let left;

function answer(status, body = {}) {
  globalThis.fetch = mock(async (url, options) => {
    asked.push([url.href, options]);
    return { ok: status < 300, status, json: async () => body };
  });
}

function open(address) {
  openPage(address);
  left = mock();
  window.location.assign = left;
}

beforeEach(() => {
  asked = [];
  open("/login/");
});

async function logIn() {
  const session = await load("login/session.js");
  document.body.innerHTML = `<form><input name="username" value="ada"><input name="password" value="hunter2">
    <button type="submit">Log in</button></form><p data-testid="login-error" hidden></p>`;
  const form = document.querySelector("form");
  await session.logIn({ preventDefault: () => {}, target: form });
  return { error: document.querySelector("[data-testid=login-error]"), button: document.querySelector("button") };
}

test("a login leads to the list", async () => {
  answer(200);
  await logIn();
  expect(left.mock.calls).toEqual([["/"]].map(() => [expect.stringMatching(/^(http:\/\/dashboard\.example)?\/$/)]));
  const [[url, options]] = asked;
  expect([url, options.method, JSON.parse(options.body)]).toEqual([
    "http://dashboard.example/api/v1/auth/login",
    "POST",
    { username: "ada", password: "hunter2" },
  ]);
});

test.each([
  ["/tickets/INC1", "http://dashboard.example/tickets/INC1"],
  ["/?page=2", "http://dashboard.example/?page=2"],
  ["//other.example", "/"],
  ["/\t/other.example", "/"],
  ["https://other.example/", "/"],
  ["http://[", "/"],
])("a login leads back to a page of ours and to no other: %p", async (next, expected) => {
  open(`/login/?next=${encodeURIComponent(next)}`);
  answer(200);
  await logIn();
  expect(left).toHaveBeenCalledWith(expected);
});

/** Answer each request in turn, and log in as often. */
async function logInAgain(answers, entered) {
  const session = await load("login/session.js");
  const { furtherSteps } = await load("login/further_steps.js");
  const left = [...answers];
  globalThis.fetch = mock(async (url, options) => {
    if (options.method === "POST") asked.push([url.pathname, JSON.parse(options.body)]);
    const [status, body] = options.method === "POST" ? left.shift() : [200, {}];
    return { ok: status < 300, status, json: async () => body };
  });
  document.body.innerHTML = `<form><input name="username" value="ada"><input name="password" value="hunter2">
    ${entered}<button type="submit">Log in</button></form><p data-testid="login-error" hidden></p>`;
  const form = document.querySelector("form");
  await session.logIn({ preventDefault: () => {}, target: form });
  return { steps: furtherSteps.get(), form };
}

const refusal = (code) => [401, { error: { code, message: "Something is missing." } }];

test("a login asks for what is missing beside the password, and says no error", async () => {
  const { steps } = await logInAgain([refusal("password_change_required")], "");
  expect([steps.asksPassword, steps.asksCode]).toEqual([true, false]);
  const second = await logInAgain([refusal("second_factor_required")], "");
  expect([second.steps.asksCode, second.steps.enrolment]).toEqual([true, null]);
  expect(document.querySelector("[data-testid=login-error]").hidden).toBe(true);
  expect(left.mock.calls).toEqual([]);
});

test("a role that needs an app is shown what the app needs, and at last the recovery codes", async () => {
  const enrolment = { secret: "ABC", uri: "otpauth://x", qr_code: "data:x" };
  const begun = await logInAgain([refusal("second_factor_enrolment_required"), [200, { data: enrolment }]], "");
  expect(begun.steps.enrolment).toEqual(enrolment);
  expect(asked[1]).toEqual(["/api/v1/auth/login/second-factor", { username: "ada", password: "hunter2" }]);
  const codes = ["aaaa-bbbb"];
  const done = await logInAgain([[200, { data: { recovery_codes: codes } }]], '<input name="code" value="123456">');
  expect(asked[2][1]).toEqual({ username: "ada", password: "hunter2", code: "123456" });
  expect([done.steps.recoveryCodes, done.form.hasAttribute("data-done")]).toEqual([codes, true]);
  expect(left.mock.calls).toEqual([]);
});

test("a browser that keeps no cookie is told so", async () => {
  globalThis.fetch = mock(async (url) => {
    const isLogin = url.pathname.endsWith("/auth/login");
    return { ok: isLogin, status: isLogin ? 200 : 401, json: async () => ({}) };
  });
  const { error, button } = await logIn();
  expect(error.textContent).toContain("Allow cookies");
  expect([left.mock.calls.length, button.disabled]).toEqual([0, false]);
});

test("a refused login says why, and can be tried again", async () => {
  answer(401, { error: { message: "Wrong name or password." } });
  const { error, button } = await logIn();
  expect([error.textContent, error.hidden, button.disabled, left.mock.calls.length]).toEqual([
    "Wrong name or password.",
    false,
    false,
    0,
  ]);
});

test("an app that is away says so", async () => {
  globalThis.fetch = mock(async () => {
    throw new Error("no network");
  });
  const { error, button } = await logIn();
  expect([error.hidden, error.textContent.length > 20, button.disabled]).toEqual([false, true, false]);
});

test("a page that was opened at another address names the right one, and asks nothing", async () => {
  open("http://10.0.0.1/login/");
  answer(200);
  const { error } = await logIn();
  expect(error.textContent).toContain("http://10.0.0.1");
  expect(error.textContent).toContain("http://dashboard.example");
  expect(asked).toEqual([]);
});

test("a logout ends the session and shows the login", async () => {
  answer(200);
  const { logOut } = await load("login/session.js");
  await logOut();
  expect([asked[0][0], left.mock.calls]).toEqual(["http://dashboard.example/api/v1/auth/logout", [["/login/"]]]);
});

test("the app knows the session, or does not, or is silent", async () => {
  const { checkSession } = await load("login/session.js");
  answer(200);
  expect(await checkSession()).toBe("known");
  answer(503);
  expect(await checkSession()).toBe("known");
  answer(401);
  expect(await checkSession()).toBe("unknown");
  globalThis.fetch = mock(async () => {
    throw new Error("no network");
  });
  expect(await checkSession()).toBe("silent");
});

test.each([
  ["/", "/login/"],
  ["/?page=2", "/login/?next=%2F%3Fpage%3D2"],
])("from %s the login is %s", async (address, expected) => {
  open(address);
  const { redirectToLogin } = await load("login/session.js");
  redirectToLogin();
  expect(left).toHaveBeenCalledWith(expected);
});

test("from the login nothing leads to the login", async () => {
  const { redirectToLogin } = await load("login/session.js");
  redirectToLogin();
  expect(left).not.toHaveBeenCalled();
});
