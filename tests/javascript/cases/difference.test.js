import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

const differenceOf = async (before, after) => (await load("cases/difference.js")).difference(before, after);

test("a difference is of words, and both texts can be read from it", async () => {
  const texts = [
    ["VPN drops at noon", "VPN of Berlin drops at night"],
    ["", "all new"],
    ["all gone", ""],
    ["a b c d", "d c b a"],
    ["two\nlines here", "two lines\nhere now"],
  ];
  for (const [before, after] of texts) {
    const parts = await differenceOf(before, after);
    const without = (kind) =>
      parts
        .filter((part) => part.kind !== kind)
        .map(({ text }) => text)
        .join("");
    expect([without("added"), without("removed")]).toEqual([before, after]);
  }
  expect(await differenceOf("VPN drops", "VPN gateway drops")).toEqual([
    { kind: "same", text: "VPN " },
    { kind: "added", text: "gateway " },
    { kind: "same", text: "drops" },
  ]);
});

test("equal texts have no difference, and very long ones are not compared word by word", async () => {
  expect(await differenceOf("same", "same")).toEqual([{ kind: "same", text: "same" }]);
  const long = "word ".repeat(2_000);
  expect(await differenceOf(long, `${long}end`)).toHaveLength(2);
});
