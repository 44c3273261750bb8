// A text of a case that is edited in place. What is typed stays in this tab until the app has confirmed it, and what
// somebody else has saved meanwhile is shown as a difference instead of being overwritten.
/** @import { ChangeEvent, KeyboardEvent } from "react" */
/** @import { EditableTextProps } from "#wire" */
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { useConnection } from "../connection/connection.js";
import { translate, translateSent } from "../language/translate.js";
import { LinkedText } from "../ticket/linked_text.js";
import { kept, restored, unconfirmed } from "./case_form.js";
import { Difference } from "./difference.js";
import { draftOf, forgetDraft, keepDraft } from "./drafts.js";

/** @typedef {{ base: string, text: string }} Edit What it was when the edit began, and what it is to be. */

/**
 * Return the edit that this tab keeps, or null. One whose text is saved by now is over.
 * @param {string} name
 * @param {string} value
 * @returns {Edit | null}
 */
export function keptEdit(name, value) {
  const draft = draftOf(name);
  if (draft?.text === undefined) return null;
  if (draft.text.trim() !== value) return { base: draft.base ?? "", text: draft.text };
  forgetDraft(name);
  return null;
}

/**
 * @param {string} label
 * @param {string} className
 * @param {() => void} onClick
 * @param {string} testid
 */
const button = (label, className, onClick, testid) =>
  h("button", { type: "button", className: `button ${className}`, onClick, "data-testid": testid, key: testid }, label);

/**
 * What somebody else has saved since this edit began.
 * @param {{ edit: Edit, value: string, by: string, onKeep: () => void, onTake: () => void }} props
 */
function Conflict({ edit, value, by, onKeep, onTake }) {
  return h(
    "div",
    {
      className: "case-conflict",
      role: "group",
      "aria-label": translate("Changed meanwhile"),
      "data-testid": "case-conflict",
    },
    h("p", null, h("strong", null, translate("{name} changed this while you were editing:", { name: by || "?" }))),
    h(Difference, { before: edit.base, after: value }),
    h("p", null, translate("From theirs to yours:")),
    h(Difference, { before: value, after: edit.text }),
    h(
      "div",
      { className: "case-buttons" },
      button(translate("Keep mine"), "", onKeep, "conflict-keep"),
      button(translate("Take theirs"), "", onTake, "conflict-take"),
    ),
  );
}

/** @param {EditableTextProps} props */
export function EditableText({ name, value, label, by, placeholder, isMultiline, mayEdit, answer, testid, onSave }) {
  const [edit, setEdit] = useState(/** @type {Edit | null} */ (null));
  const [sent, setSent] = useState(false);
  const [said, say] = useState("");
  const { status } = useConnection();
  const isConnected = status === "connected";
  const id = useId();
  const opener = useRef(/** @type {HTMLButtonElement | null} */ (null));
  /** @param {Edit | null} next */
  const keep = (next) => {
    setEdit(next);
    if (next) keepDraft(name, next);
    else forgetDraft(name);
  };
  const close = () => {
    keep(null);
    setSent(false);
    window.requestAnimationFrame(() => opener.current?.focus());
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft is looked for once for each text, not at each change of it.
  useEffect(() => {
    const found = mayEdit ? keptEdit(name, value) : null;
    setEdit(found);
    say(found ? restored() : "");
  }, [name, mayEdit]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what comes from the app ends an edit.
  useEffect(() => {
    if (edit && value !== edit.base && value === edit.text.trim()) close();
  }, [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same.
  useEffect(() => {
    // What was answered before this page was loaded says nothing about what is being written on it.
    if (answer.form !== name || !sent) return;
    setSent(false);
    if (answer.is_error) say(translateSent(answer.text));
    else close();
  }, [answer, name]);
  useEffect(() => {
    if (isConnected || !sent) return;
    setSent(false);
    say(unconfirmed());
  }, [isConnected, sent]);

  if (!edit)
    return h(
      "div",
      { className: "editable", "data-testid": testid, "data-multiline": isMultiline },
      h(
        "div",
        { className: value ? "prose" : "prose quiet", dir: "auto" },
        value ? h(LinkedText, { text: value }) : placeholder,
      ),
      mayEdit &&
        h(
          "button",
          {
            type: "button",
            className: "quiet-button",
            ref: opener,
            "aria-label": `${translate("Edit")}: ${label}`,
            "data-testid": `${testid}-edit`,
            onClick: () => keep({ base: value, text: value }),
          },
          translate("Edit"),
        ),
      h("p", { role: "status", className: "case-said" }, said),
    );

  const isConflict = value !== edit.base && value !== edit.text;
  const save = () => {
    if (!isConnected) return say(kept());
    if (isConflict) return;
    if (edit.text === edit.base) return close();
    setSent(true);
    say("");
    onSave?.(edit.text, edit.base);
  };
  const field = {
    id,
    value: edit.text,
    className: "input case-input",
    placeholder,
    "data-testid": `${testid}-field`,
    onChange: (/** @type {ChangeEvent<HTMLTextAreaElement | HTMLInputElement>} */ { target }) => {
      keep({ base: edit.base, text: target.value });
      say(isConnected ? "" : kept());
    },
    onKeyDown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !isMultiline)) {
        event.preventDefault();
        save();
      }
    },
  };
  return h(
    "div",
    { className: "editable editing", "data-testid": testid },
    h("label", { htmlFor: id, className: "visually-hidden" }, label),
    isMultiline ? h("textarea", { ...field, rows: 5, autoFocus: true }) : h("input", { ...field, autoFocus: true }),
    isConflict &&
      h(Conflict, {
        edit,
        value,
        by,
        onKeep: () => keep({ base: value, text: edit.text }),
        onTake: close,
      }),
    h(
      "div",
      { className: "case-buttons" },
      h(
        "button",
        {
          type: "button",
          className: "button button-main",
          disabled: sent || isConflict,
          onClick: save,
          "data-testid": `${testid}-save`,
        },
        sent ? translate("Saving") : translate("Save"),
      ),
      button(translate("Cancel"), "", close, `${testid}-cancel`),
    ),
    h("p", { role: "status", className: "case-said", "data-testid": "case-said" }, said),
  );
}
