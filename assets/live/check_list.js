// Boxes to tick, or one of several to choose, with a field to find among many. What is chosen is always offered, though
// no ticket has it now; a click shows at once, and what the app says then stands.
import { createElement as h, useEffect, useState } from "react";

const FINDABLE = 12;

export function CheckList({ legend, hint, name, choices, chosen, isOne, onChoose }) {
  const [words, setWords] = useState("");
  const [clicked, setClicked] = useState(null);
  const told = (chosen ?? []).map(String).join("\n");
  useEffect(() => setClicked(null), [told]);
  const picked = clicked ?? (told ? told.split("\n") : []);
  const offered = (choices ?? []).map(([value, label]) => [String(value), label]);
  const missing = picked.filter((value) => !offered.some(([each]) => each === value)).map((value) => [value, value]);
  const all = [...offered, ...missing];
  const wanted = words.trim().toLowerCase();
  const shown = all.filter(([value, label]) => picked.includes(value) || label.toLowerCase().includes(wanted));
  const choose = (value, isOn) => {
    const others = isOne ? [] : picked.filter((each) => each !== value);
    setClicked(isOn ? [...others, value] : others);
    onChoose(value, isOn);
  };
  const box = ([value, label]) =>
    h("label", { key: value, className: "check" },
      h("input", {
        type: isOne ? "radio" : "checkbox",
        name: isOne ? name : undefined,
        checked: picked.includes(value),
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
