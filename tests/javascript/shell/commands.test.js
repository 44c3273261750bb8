import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

const command = (label) => ({ id: label, group: "Actions", label });

test("every typed word begins a word of the label, and labels that begin so come first", async () => {
  const { matching } = await load("shell/commands.js");
  const all = ["Mark all as read", "All open", "Toggle theme", "Überfällig"].map(command);
  const found = (typed) => matching(all, typed).map(({ label }) => label);
  expect(found("")).toHaveLength(4);
  expect(found("all")).toEqual(["All open", "Mark all as read"]);
  expect(found("re ma")).toEqual(["Mark all as read"]);
  expect(found("uber")).toEqual(["Überfällig"]);
  expect(found("oggle")).toEqual([]);
});
