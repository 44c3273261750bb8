import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

test("a text ends at a word, and a long word within", async () => {
  const { shortened } = await load("language/shortened.js");
  expect(shortened("Printer jams", 12)).toBe("Printer jams");
  expect(shortened("Printer jams on floor 3", 15)).toBe("Printer jams…");
  expect(shortened("Printer jams on floor 3", 13)).toBe("Printer jams…");
  expect(shortened("Printer jams, again", 15)).toBe("Printer jams…");
  expect(shortened("a/very/long/path/without/an/end", 12)).toBe("a/very/long…");
  expect(shortened("😀😀😀😀", 6)).toBe("😀😀…");
});
