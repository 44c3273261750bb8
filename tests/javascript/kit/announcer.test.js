import { expect, test } from "bun:test";
import { load, pass } from "../browser/page.js";

async function region() {
  document.body.innerHTML = '<div id="announcements"></div>';
  const { announce } = await load("kit/announcer.js");
  return [announce, () => document.getElementById("announcements").textContent];
}

test("arrivals of three seconds are one sentence and the same sentence is heard again", async () => {
  const [announce, said] = await region();
  const batch = () =>
    [
      [1, 0],
      [2, 1],
      [0, 0],
      [-3, 0],
    ].forEach((counts) => announce(...counts));
  batch();
  pass(2_999);
  expect(said()).toBe("");
  pass(1);
  expect(said()).toBe("3 new tickets, 1 critical");
  batch();
  pass(3_000);
  expect(said()).toBe("3 new tickets, 1 critical\u00a0");
  batch();
  pass(3_000);
  expect(said()).toBe("3 new tickets, 1 critical");
});

test("one ticket is one, and five hundred are one sentence", async () => {
  const [announce, said] = await region();
  announce(1, 0);
  pass(3_000);
  expect(said()).toBe("1 new ticket");
  for (let ticket = 0; ticket < 500; ticket += 1) announce(1, 0);
  pass(3_000);
  expect(said()).toBe("500 new tickets");
});

test("nothing is said where nothing came, and no page without the region fails", async () => {
  const [announce, said] = await region();
  announce(0, 0);
  pass(5_000);
  expect(said()).toBe("");
  document.body.innerHTML = "";
  announce(1, 0);
  pass(3_000);
});
