import { beforeEach, expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, NOW, openPage, pass, settle } from "../browser/page.js";

const ticket = (number, priority) => ({
  number,
  short_description: `About ${number}`,
  priority,
  status: "New",
  assigned_to: "",
  assignment_group: "Network",
  opened_at: new Date(NOW - 3_600_000).toISOString(),
});

let given;
let asked;

beforeEach(() => {
  asked = [];
  given = {
    status: 200,
    data: {
      at: new Date(NOW).toISOString(),
      version: "1",
      figures: [{ name: "open", label: "Open", value: 12 }],
      majors: [ticket("INC1", 2)],
      oldest: [],
    },
  };
});

async function open(address = "/wall#rca_token") {
  openPage(address);
  window.location.reload = mock();
  globalThis.fetch = mock(async (url, options) => {
    asked.push([url.pathname, options.headers?.Authorization, options.credentials]);
    const { status, data } = given;
    if (status === 0) throw new Error("no network");
    const body = status === 200 ? { data } : { error: { message: "The token is not valid." } };
    return { ok: status === 200, status, json: async () => body };
  });
  const { Wall } = await load("wall/wall.js");
  const { place } = draw(h(Wall));
  await act(settle);
  const later = async (seconds) => {
    for (let second = 0; second < seconds; second += 1)
      await act(async () => {
        pass(1_000);
        await settle();
      });
  };
  return { place, later, wall: () => place.querySelector("[data-testid=wall]") };
}

test("the wall reads with the token of its link, and without one as the user", async () => {
  await open();
  expect(asked[0]).toEqual(["/api/v1/wall", "Bearer rca_token", "omit"]);
  await open("/wall");
  expect(asked.at(-1)).toEqual(["/api/v1/wall", undefined, "include"]);
});

test("it shows figures, majors with their running time, and none where there are none", async () => {
  const { place, later } = await open();
  await later(2);
  expect(place.querySelector(".wall-figure").dataset.value).toBe("12");
  const [line] = place.querySelectorAll(".wall-ticket");
  expect(line.textContent).toBe("INC1About INC1Network1 h 0 min");
  expect(place.querySelector("[data-list=oldest]").textContent).toContain("None");
  expect(place.querySelector("[data-testid=wall-clock]").textContent).not.toBe("");
});

test("an app that is away is said after two reads have failed, and the wall goes on by itself", async () => {
  const { later, wall } = await open();
  given.status = 0;
  await later(10);
  expect(wall().dataset.status).toBe("ok");
  await later(10);
  expect([wall().dataset.status, wall().textContent]).toEqual(["stale", expect.stringContaining("no network")]);
  given.status = 200;
  await later(6);
  expect(wall().dataset.status).toBe("ok");
});

test("a link that was revoked says so", async () => {
  given.status = 401;
  const { place, later } = await open();
  await later(1);
  expect(place.textContent).toContain("The token is not valid.");
});

test("another version of the app loads its own page", async () => {
  const { later } = await open();
  given.data = { ...given.data, version: "2" };
  await later(6);
  expect(window.location.reload).toHaveBeenCalled();
});
