// A form of a case: what is typed stays in this tab until the app has confirmed it, whatever the connection does.
/** @import { FormEvent, PropsWithChildren } from "react" */
/** @import { CaseFormProps } from "#wire" */
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { useConnection } from "../connection/connection.js";
import { translate, translateSent } from "../language/translate.js";
import { draftOf, forgetDraft, keepDraft } from "./drafts.js";

export const kept = () =>
  translate("Not connected. What you wrote is kept in this tab; save it when the connection is back.");
export const unconfirmed = () =>
  translate("The connection was lost before the app confirmed it. What you wrote is kept in this tab.");
export const restored = () => translate("What you had written was kept.");

/**
 * Return what a form holds, by its fields' names.
 * @param {HTMLFormElement} form
 */
export const valuesOf = (form) =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === "string" ? value : ""]));

/**
 * Put a draft into a form's fields.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} draft
 */
export function fillForm(form, draft) {
  for (const field of /** @type {Iterable<HTMLInputElement>} */ (form.elements)) {
    if (!Object.hasOwn(draft, field.name) || field.type === "hidden") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = draft[field.name] === field.value;
    else field.value = draft[field.name];
  }
}

/**
 * Fold a form away that was unfolded to be filled; whoever was in it goes on from the line that unfolds it.
 * @param {HTMLFormElement | null} form
 */
export function fold(form) {
  const folded = /** @type {HTMLDetailsElement | null | undefined} */ (form?.closest("details.case-adding"));
  if (!folded) return;
  // The button that was pressed is off while the form is saved, and has lost the focus to nothing.
  const focused = document.activeElement ?? document.body;
  if (focused === document.body || form?.contains(focused)) folded.querySelector("summary")?.focus();
  folded.open = false;
}

/**
 * A form of which `base` is what its fields replace: what it was when the first of them was filled is sent along, so that
 * what somebody else has saved since is not overwritten unseen.
 * @param {PropsWithChildren<Partial<CaseFormProps> & Pick<CaseFormProps, "name" | "answer"> & { className?: string, "aria-label"?: string }>} props
 */
export function CaseForm({ name, answer, base, onSave, onPreview, children, ...rest }) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const [sent, setSent] = useState(false);
  const [said, say] = useState("");
  const { status } = useConnection();
  const isConnected = status === "connected";
  const id = useId();
  useEffect(() => {
    const draft = draftOf(name);
    if (!draft || !form.current) return;
    fillForm(form.current, draft);
    say(restored());
  }, [name]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is handled once, when it comes.
  useEffect(() => {
    // What was answered before this page was loaded says nothing about what is being written on it.
    if (answer.form !== name || !sent) return;
    setSent(false);
    say(answer.is_error ? translateSent(answer.text) : "");
    if (answer.is_error) {
      // Whoever saves again has seen what the answer says of the others' edit.
      const draft = draftOf(name);
      if (draft && base !== undefined) keepDraft(name, { ...draft, base });
      return;
    }
    forgetDraft(name);
    form.current?.reset();
    fold(form.current);
  }, [answer, name]);
  useEffect(() => {
    if (isConnected || !sent) return;
    setSent(false);
    say(unconfirmed());
  }, [isConnected, sent]);
  /** @param {HTMLFormElement} filled */
  const valuesAndBase = (filled) =>
    base === undefined ? valuesOf(filled) : { ...valuesOf(filled), base: draftOf(name)?.base ?? base };
  /** @param {FormEvent<HTMLFormElement>} event */
  const onSubmit = (event) => {
    event.preventDefault();
    const values = valuesAndBase(event.currentTarget);
    keepDraft(name, values);
    if (!isConnected) return say(kept());
    const { submitter } = /** @type {SubmitEvent} */ (event.nativeEvent);
    if (submitter?.getAttribute("value") === "preview") return onPreview?.(values);
    setSent(true);
    say("");
    onSave?.(values);
  };
  /** @param {FormEvent<HTMLFormElement>} event */
  const onInput = (event) => {
    keepDraft(name, valuesAndBase(event.currentTarget));
    if (!isConnected) say(kept());
  };
  return h(
    "form",
    { ...rest, ref: form, onSubmit, onInput, "data-draft": name, "aria-busy": sent },
    children,
    h("p", { id: `${id}-said`, role: "status", className: "case-said", "data-testid": "case-said" }, said),
  );
}
