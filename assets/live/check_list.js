// Boxes to tick, or one of several to choose, with a field to find among many. What is chosen is always offered, though
// no ticket has it now; a click shows at once, and what the app says then stands.
import { createElement as h, useEffect, useState } from "react";
import { joinValues, mergedChoices, splitValues } from "./address.js";

const FINDABLE = 12;

export function CheckList({ legend, hint, name, choices, chosen, isOne, onChoose }) {
  const [words, setWords] = useState("");
  const [clicked, setClicked] = useState(null);
  const told = (chosen ?? []).map(String).join("\n");
  useEffect(() => setClicked(null), [told]);
  const picked = clicked ?? (told ? told.split("\n") : []);
  const known = (choices ?? []).map(([value, label]) => [String(value), label]);
  const missing = picked.filter((value) => !known.some(([each]) => each === value)).map((value) => [joinValues([value]), value]);
  const offered = mergedChoices(known);
  const isPicked = (value) => splitValues(value).some((each) => picked.includes(each));
  const all = [...offered, ...missing];
  const wanted = words.trim().toLowerCase();
  const shown = all.filter(([value, label]) => isPicked(value) || label.toLowerCase().includes(wanted));
  const choose = (value, isOn) => {
    const values = splitValues(value);
    const others = isOne ? [] : picked.filter((each) => !values.includes(each));
    setClicked(isOn ? [...others, ...values] : others);
    values.forEach((each) => onChoose(each, isOn));
  };
  const box = ([value, label]) =>
    h("label", { key: value, className: "check" },
      h("input", {
        type: isOne ? "radio" : "checkbox",
        name: isOne ? name : undefined,
        checked: isPicked(value),
        onChange: (event) => choose(value, event.target.checked),
        "data-testid": `${name}-${value}`,
      }),
      h("span", { dir: "auto" }, label));
  return h("fieldset", null,
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
    all.length === 0 && h("p", { className: "hint quiet" }, "None among the tickets yet."));
}
