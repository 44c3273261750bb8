// Boxes to tick, or one of several to choose, with a field to find among many. What is chosen is always offered, though
// no ticket has it now; a click shows at once, and what the app says then stands.
import { createElement as h, useEffect, useState } from "react";
import { joinValues, mergeChoices, splitValues } from "./address.js";

const FINDABLE = 12;
// What the app has not said by then it has refused, and what it says stands.
const PATIENCE_MILLISECONDS = 5_000;

/** What is picked: what the app has told, with the clicks that it has not answered; and what takes a click. */
function usePicked(told) {
  const [clicks, setClicks] = useState([]);
  const isAnswered = ({ value, isOn }) => told.includes(value) === isOn;
  useEffect(() => setClicks((some) => some.filter((click) => !isAnswered(click))), [told.join("\n")]);
  const click = (...made) => {
    setClicks((some) => [...some.filter(({ value }) => !made.some((each) => each.value === value)), ...made]);
    window.setTimeout(() => setClicks((some) => some.filter((each) => !made.includes(each))), PATIENCE_MILLISECONDS);
  };
  const off = clicks.filter(({ isOn }) => !isOn).map(({ value }) => value);
  const on = clicks.filter(({ value, isOn }) => isOn && !told.includes(value)).map(({ value }) => value);
  return [[...told.filter((value) => !off.includes(value)), ...on], click];
}

export function CheckList({ legend, hint, name, choices, chosen, isOne, onChoose }) {
  const [words, setWords] = useState("");
  const [picked, click] = usePicked((chosen ?? []).map(String));
  const known = (choices ?? []).map(([value, label]) => [String(value), label]);
  const missing = picked
    .filter((value) => !known.some(([each]) => each === value))
    .map((value) => [joinValues([value]), value]);
  const offered = mergeChoices(known);
  const isPicked = (value) => splitValues(value).some((each) => picked.includes(each));
  const all = [...offered, ...missing];
  const wanted = words.trim().toLowerCase();
  const shown = all.filter(([value, label]) => isPicked(value) || label.toLowerCase().includes(wanted));
  const choose = (value, isOn) => {
    const values = splitValues(value);
    const others = isOne ? picked.filter((each) => !values.includes(each)) : [];
    click(...others.map((each) => ({ value: each, isOn: false })), ...values.map((each) => ({ value: each, isOn })));
    onChoose(values, isOn);
  };
  const box = ([value, label]) =>
    h(
      "label",
      { key: value, className: "check" },
      h("input", {
        type: isOne ? "radio" : "checkbox",
        name: isOne ? name : undefined,
        checked: isPicked(value),
        onChange: (event) => choose(value, event.target.checked),
        "data-testid": `${name}-${value}`,
      }),
      h("span", { dir: "auto" }, label),
    );
  return h(
    "fieldset",
    null,
    h("legend", null, legend),
    hint && h("p", { className: "hint quiet" }, hint),
    all.length > FINDABLE &&
      h("input", {
        className: "input check-list-find",
        type: "search",
        value: words,
        placeholder: "Find",
        "aria-label": `Find in ${legend}`,
        onChange: (event) => setWords(event.target.value),
      }),
    h("div", { className: "check-list" }, shown.map(box)),
    all.length === 0 && h("p", { className: "hint quiet" }, "None among the tickets yet."),
  );
}
