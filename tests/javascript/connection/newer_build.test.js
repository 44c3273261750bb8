import { expect, mock, test } from "bun:test";
import { load, openPage, pass } from "../browser/page.js";

/** A page of the build `own`; `served` is the build that the app's pages are of. */
async function opened({ own = "older", served = "newer" } = {}) {
  openPage("/?priority=1");
  window.__reactRouterManifest = { version: own };
  window.sessionStorage.clear();
  globalThis.fetch = mock(async () => ({ ok: true, text: async () => `<script src="/assets/manifest-${served}.js">` }));
  const reload = mock();
  Object.assign(window.location, { reload });
  return { ...(await load("connection/newer_build.js")), reload };
}

test("a page of an older build loads again once, not for ever", async () => {
  const page = await opened();
  await page.followBuild("newer");
  pass(60_000);
  await page.followBuild("newer"); // a worker of the older build has served it once more
  expect(page.reload).toHaveBeenCalledTimes(1);
});

test("while the older build is still served, a page waits", async () => {
  const page = await opened({ served: "older" });
  await page.followBuild("newer");
  await page.followBuild("newer");
  expect(fetch).toHaveBeenCalledTimes(1);
  pass(31_000);
  await page.followBuild("newer");
  expect(fetch).toHaveBeenCalledTimes(2);
  expect(page.reload).not.toHaveBeenCalled();
});

test("a page of the same build, and one of the development server, ask nothing", async () => {
  const page = await opened({ own: "newer" });
  await page.followBuild("newer");
  await page.followBuild("");
  expect(fetch).not.toHaveBeenCalled();
});

test("a page in which someone types is left alone", async () => {
  const page = await opened();
  const input = document.body.appendChild(document.createElement("input"));
  input.focus();
  await page.followBuild("newer");
  expect(page.reload).not.toHaveBeenCalled();
  input.blur();
  await page.followBuild("newer");
  expect(page.reload).toHaveBeenCalledTimes(1);
});
