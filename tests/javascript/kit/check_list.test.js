import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, pass } from "../browser/page.js";

async function open(special) {
  const { CheckList } = await load("kit/check_list.js");
  const onChoose = mock();
  const element = (more) =>
    h(CheckList, {
      legend: "Groups",
      name: "group",
      choices: [
        ["a", "A"],
        ["b", "B"],
      ],
      chosen: [],
      onChoose,
      ...special,
      ...more,
    });
  const { place, again } = draw(element());
  const checked = () => [...place.querySelectorAll("input:checked")].map((box) => box.dataset.testid);
  const click = (value) => act(() => place.querySelector(`[data-testid=group-${value}]`).click());
  return { place, onChoose, checked, click, tell: (more) => again(element(more)) };
}

test("a click shows at once, and the app's answer stands", async () => {
  const { click, checked, onChoose, tell } = await open();
  click("a");
  expect([checked(), onChoose.mock.calls]).toEqual([["group-a"], [[["a"], true]]]);
  tell({ chosen: ["a"] });
  expect(checked()).toEqual(["group-a"]);
  tell({ chosen: [] });
  expect(checked()).toEqual([]);
});

test("what the app has not said in five seconds it has refused", async () => {
  const { click, checked } = await open();
  click("a");
  act(() => pass(5_000));
  expect(checked()).toEqual([]);
});

test("of one among several the choice takes the place of the one before", async () => {
  const { click, checked } = await open({ isOne: true, chosen: ["a"] });
  click("b");
  expect(checked()).toEqual(["group-b"]);
});

test("what is chosen is offered though no ticket has it, and two spellings of one name are one", async () => {
  const { place, checked } = await open({
    choices: [
      ["x", "Network"],
      ["y", "Network"],
    ],
    chosen: ["gone", "x"],
  });
  expect([...place.querySelectorAll("label")].map((label) => label.textContent)).toEqual(["Network", "gone"]);
  expect(checked()).toHaveLength(2);
});

test("many can be searched, and what is chosen stays in sight", async () => {
  const choices = Array.from({ length: 13 }, (_, place) => [`v${place}`, `Name ${place}`]);
  const { place } = await open({ choices, chosen: ["v5"] });
  const find = place.querySelector("input[type=search]");
  Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(find, "name 12");
  act(() => find.dispatchEvent(new window.Event("input", { bubbles: true })));
  expect([...place.querySelectorAll("label")].map((label) => label.textContent)).toEqual(["Name 5", "Name 12"]);
});

test("where nothing can be chosen a sentence says so", async () => {
  const { place } = await open({ choices: [] });
  expect(place.querySelector("p.hint")).not.toBe(null);
});

test("a change after the page opened is told, and the first word of the app is not", async () => {
  const { OnChange } = await load("kit/on_change.js");
  const onChange = mock();
  const { again } = draw(h(OnChange, { value: -1, onChange }));
  for (const value of [3, 3, 4]) again(h(OnChange, { value, onChange }));
  expect(onChange).toHaveBeenCalledTimes(1);
});
