// Boxes to tick, or one of several to choose, with a field to find among many. What is chosen is always offered, though
// no ticket has it now; a click shows at once, until the app's answer replaces it.
/** @import { CheckListProps } from "#wire" */
/** @import { ChangeEvent } from "react" */
/** @import { Choice } from "./address.js" */
import { createElement as h, useEffect, useState } from "react";
import { translate } from "../language/translate.js";
import { joinValues, mergeChoices, splitValues } from "./address.js";

const FINDABLE = 12;
// A click that the app has not confirmed by then was refused, and the app's own state is shown.
const ANSWER_MILLISECONDS = 5_000;

/** @typedef {{ value: string, isOn: boolean }} Click */

/**
 * Return what is picked: the values from the app, with the clicks that it has not answered; and what adds clicks.
 * @param {string[]} received
 * @returns {[picked: string[], click: (...made: Click[]) => void]}
 */
function usePicked(received) {
  const [clicks, setClicks] = useState(/** @type {Click[]} */ ([]));
  /** @param {Click} click */
  const isAnswered = ({ value, isOn }) => received.includes(value) === isOn;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the values count, not the array, which is another one in each rendering.
  useEffect(() => setClicks((some) => some.filter((click) => !isAnswered(click))), [received.join("\n")]);
  /** @param {Click[]} made */
  const click = (...made) => {
    setClicks((some) => [...some.filter(({ value }) => !made.some((each) => each.value === value)), ...made]);
    window.setTimeout(() => setClicks((some) => some.filter((each) => !made.includes(each))), ANSWER_MILLISECONDS);
  };
  const off = clicks.filter(({ isOn }) => !isOn).map(({ value }) => value);
  const on = clicks.filter(({ value, isOn }) => isOn && !received.includes(value)).map(({ value }) => value);
  return [[...received.filter((value) => !off.includes(value)), ...on], click];
}

/** @param {CheckListProps} props */
export function CheckList({ legend, hint, name, choices, chosen, isOne, onChoose }) {
  const [words, setWords] = useState("");
  const [picked, click] = usePicked((chosen ?? []).map(String));
  const known = /** @type {Choice[]} */ (choices ?? []).map(
    ([value, label]) => /** @type {Choice} */ ([String(value), label]),
  );
  const missing = picked
    .filter((value) => !known.some(([each]) => each === value))
    .map((value) => /** @type {Choice} */ ([joinValues([value]), value]));
  const offered = mergeChoices(known);
  /** @param {string} value */
  const isPicked = (value) => splitValues(value).some((each) => picked.includes(each));
  const all = [...offered, ...missing];
  const wanted = words.trim().toLowerCase();
  const shown = all.filter(([value, label]) => isPicked(value) || label.toLowerCase().includes(wanted));
  /**
   * @param {string} value
   * @param {boolean} isOn
   */
  const choose = (value, isOn) => {
    const values = splitValues(value);
    const others = isOne ? picked.filter((each) => !values.includes(each)) : [];
    click(...others.map((each) => ({ value: each, isOn: false })), ...values.map((each) => ({ value: each, isOn })));
    onChoose(values, isOn);
  };
  /** @param {Choice} choice */
  const box = ([value, label]) =>
    h(
      "label",
      { key: value, className: "check" },
      h("input", {
        type: isOne ? "radio" : "checkbox",
        name: isOne ? name : undefined,
        checked: isPicked(value),
        onChange: (/** @type {ChangeEvent<HTMLInputElement>} */ event) => choose(value, event.target.checked),
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
        placeholder: translate("Find"),
        "aria-label": translate("Find in {legend}", { legend }),
        onChange: (event) => setWords(event.target.value),
      }),
    h("div", { className: "check-list" }, shown.map(box)),
    all.length === 0 && h("p", { className: "hint quiet" }, translate("No values yet.")),
  );
}
