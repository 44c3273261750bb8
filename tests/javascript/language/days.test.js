import { afterEach, expect, test } from "bun:test";
import { load, openPage } from "../browser/page.js";

const zone = process.env.TZ;
afterEach(() => {
  process.env.TZ = zone ?? "UTC";
});

async function days(where) {
  process.env.TZ = where;
  openPage();
  return load("language/days.js");
}

test.each([
  ["UTC", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"],
  ["Europe/Vienna", "2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z"],
  ["Asia/Kolkata", "2026-11-22T18:30:00Z", "2026-11-23T18:30:00Z"],
])("a day of a date field is one of the reader's zone: %p", async (where, begin, end) => {
  const { momentOfDay, dayForField, dayInWords } = await days(where);
  expect([momentOfDay("2026-11-23", false), momentOfDay("2026-11-23", true)]).toEqual([begin, end]);
  expect([dayForField(begin, false), dayForField(end, true)]).toEqual(["2026-11-23", "2026-11-23"]);
  expect([dayInWords(begin, false), dayInWords(end, true)]).toEqual(["Nov 23, 2026", "Nov 23, 2026"]);
});

test("a day on which the clock changes ends an hour later or earlier", async () => {
  const { momentOfDay, dayForField } = await days("Europe/Vienna");
  expect(momentOfDay("2026-10-25", true)).toBe("2026-10-25T23:00:00Z");
  expect(dayForField("2026-10-25T23:00:00Z", true)).toBe("2026-10-25");
  expect(momentOfDay("2026-03-29", true)).toBe("2026-03-29T22:00:00Z");
});

test("a date alone is a day of UTC, as programs write it, and says so elsewhere", async () => {
  const { dayInWords } = await days("Europe/Vienna");
  expect(dayInWords("2026-11-23", true)).toBe("Nov 23, 2026 UTC");
  const utc = await days("UTC");
  expect(utc.dayInWords("2026-11-23", true)).toBe("Nov 23, 2026");
});

test("a moment within a day is shown with its time, a half-typed year is left alone, and nonsense too", async () => {
  const { dayInWords, dayForField, momentOfDay } = await days("Europe/Vienna");
  expect(dayInWords("2026-11-23T08:30:00Z", false)).toMatch(/^Nov 23, 2026, 9:30\sAM$/);
  expect([momentOfDay("0020-01-01", false), momentOfDay("", true)]).toEqual(["0020-01-01", ""]);
  expect([dayInWords("soon", false), dayForField("soon", false), dayForField("", true)]).toEqual(["soon", "", ""]);
});
