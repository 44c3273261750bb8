import { expect, mock, test } from "bun:test";
import { load, openPage, pass, show } from "../browser/page.js";

const KEY = "rca_dashboard.looked";
const CAUGHT_UP = 3_000;

/** An open list; `missed` says which of these revisions were. */
async function looking(kept = {}, address = "/") {
  openPage(address, kept);
  show(true);
  const it = await load("marks/missed.js");
  it.setConnection({ status: "connected" });
  return { ...it, missed: (...revisions) => revisions.filter((revision) => it.wasMissed({ revision })) };
}

test("what changes under the reader's eyes is not missed, and what changes during a cut is", async () => {
  const { missed, setConnection, setLatestSeq } = await looking();
  setLatestSeq(10);
  setConnection({ status: "reconnecting" });
  setLatestSeq(12);
  setConnection({ status: "connected" });
  setLatestSeq(13); // on its way when the connection came back
  pass(CAUGHT_UP);
  setLatestSeq(14);
  expect(missed(9, 10, 11, 12, 13, 14)).toEqual([11, 12, 13]);
});

test("what changes while nobody sees the window is missed", async () => {
  const { missed, setLatestSeq } = await looking();
  setLatestSeq(10);
  show(false);
  setLatestSeq(11);
  show(true);
  pass(CAUGHT_UP);
  expect(missed(10, 11)).toEqual([11]);
});

test("what changes while the list is paused is missed", async () => {
  const { missed, setLatestSeq, setListPaused } = await looking();
  setLatestSeq(10);
  setListPaused(true);
  setListPaused(true);
  setLatestSeq(11);
  setListPaused(false);
  pass(CAUGHT_UP);
  setLatestSeq(12);
  expect(missed(10, 11, 12)).toEqual([11]);
});

test("what another tab has shown is not missed, and what came while no tab was open is", async () => {
  const { missed, setLatestSeq, subscribeToMissed } = await looking({ [KEY]: "20" });
  const heard = mock();
  const end = subscribeToMissed(heard);
  setLatestSeq(22);
  pass(CAUGHT_UP);
  expect(missed(19, 20, 21, 22, 23)).toEqual([21, 22]);
  expect(heard).toHaveBeenCalled();
  end();
});

test("a first visit has missed nothing", async () => {
  const { missed, setLatestSeq } = await looking();
  setLatestSeq(100);
  pass(CAUGHT_UP);
  expect(missed(1, 50, 100)).toEqual([]);
});

test("on another page than the list nothing is seen", async () => {
  const { missed, setLatestSeq } = await looking({ [KEY]: "20" }, "/operations");
  setLatestSeq(22);
  expect(localStorage.getItem(KEY)).toBe("20");
  expect(missed(21)).toEqual([]);
});

test("what was seen is kept for other tabs, and at the end of the page", async () => {
  const { setLatestSeq } = await looking();
  pass(6_000);
  setLatestSeq(10);
  expect(localStorage.getItem(KEY)).toBe("10");
  setLatestSeq(11);
  window.dispatchEvent(new window.Event("pagehide"));
  expect(localStorage.getItem(KEY)).toBe("11");
});

test("a database that starts over has no old absences", async () => {
  const { missed, setLatestSeq, setConnection } = await looking({ [KEY]: "5000" });
  setLatestSeq(3);
  pass(CAUGHT_UP);
  expect(missed(5001)).toEqual([]);
  setConnection({ status: "stale" });
  expect(localStorage.getItem(KEY)).toBe("3");
});

test("a browser that keeps nothing knows of the absences of this page", async () => {
  openPage();
  Object.defineProperty(window, "localStorage", {
    get() {
      throw new Error("denied");
    },
  });
  const it = await load("marks/missed.js");
  show(true);
  it.setConnection({ status: "connected" });
  it.setLatestSeq(10);
  show(false);
  it.setLatestSeq(11);
  show(true);
  pass(CAUGHT_UP);
  expect([10, 11].filter((revision) => it.wasMissed({ revision }))).toEqual([11]);
});
