// Choose a group or a person among thousands: what is typed is looked up, and the browser's own list offers the matches.
/** @import { ChangeEvent, InputHTMLAttributes, KeyboardEvent } from "react" */
/** @import { NamePickerProps } from "#wire" */
import { createElement as h, useRef, useState } from "react";
import { joinValues, splitValues } from "../kit/address.js";
import { translate } from "../language/translate.js";
import { addNames } from "./known_names.js";

const PAUSE_MILLISECONDS = 150;

/** @param {NamePickerProps & InputHTMLAttributes<HTMLInputElement>} props */
export function NamePicker({ field, found, chosen, onLookUp, onPick, ...rest }) {
  const [text, setText] = useState("");
  const timer = useRef(0);
  const offered = found?.[field] ?? [];
  addNames(offered);

  /** @param {string} name */
  const pick = (name) => {
    const ids = offered.filter(([, each]) => each === name).map(([id]) => id);
    if (ids.length === 0) return false;
    setText("");
    onPick(joinValues([...splitValues(chosen), ...ids]));
    return true;
  };
  /** @param {ChangeEvent<HTMLInputElement>} event */
  const change = (event) => {
    const typed = event.target.value;
    setText(typed);
    window.clearTimeout(timer.current);
    // A browser that fills in a choice from its list names this kind of input, or none at all.
    const isChosen = [undefined, "insertReplacementText"].includes(
      /** @type {InputEvent} */ (event.nativeEvent).inputType,
    );
    if (isChosen && pick(typed)) return;
    timer.current = window.setTimeout(() => onLookUp(field, typed), PAUSE_MILLISECONDS);
  };
  /** @param {KeyboardEvent} event */
  const enter = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const typed = text.trim().toLowerCase();
    const same =
      offered.find(([, name]) => name.toLowerCase() === typed) ?? (typed && offered.length === 1 ? offered[0] : null);
    if (same) pick(same[1]);
  };
  return [
    h("input", {
      ...rest,
      key: "input",
      type: "text",
      list: `names-of-${field}`,
      value: text,
      maxLength: 100,
      autoComplete: "off",
      placeholder: translate("Type a name"),
      onChange: change,
      onKeyDown: enter,
      onFocus: () => onLookUp(field, text),
    }),
    h(
      "datalist",
      { key: "list", id: `names-of-${field}` },
      offered.map(([id, name]) => h("option", { key: id, value: name })),
    ),
  ];
}
