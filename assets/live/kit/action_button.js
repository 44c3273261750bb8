// A button that asks first, where what it does cannot be undone.
/** @import { ChangeEvent, FormEvent } from "react" */
/** @import { ActionButtonProps } from "#wire" */
import { createElement as h, useId, useRef, useState } from "react";
import { translate, translateSent } from "../language/translate.js";

/**
 * A button that does something, at once or, where it has a question, after a native dialog has asked it: Esc and
 * Cancel do nothing, and the focus returns to the button. A disabled button stays reachable, so that it loses no focus.
 * @param {ActionButtonProps & { className?: string }} props
 */
export function ActionButton({
  label,
  ariaLabel,
  question,
  explanation,
  confirm,
  field,
  isOff,
  onDo,
  className,
  testid,
}) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  const [typed, setTyped] = useState("");
  const press = () => {
    if (isOff) return;
    if (question) dialog.current?.showModal();
    else onDo?.("");
  };
  /** @param {FormEvent} event */
  const answer = (event) => {
    const { submitter } = /** @type {SubmitEvent} */ (event.nativeEvent);
    if (submitter?.getAttribute("value") === "do") onDo?.(typed);
  };
  const button = h(
    "button",
    {
      type: "button",
      className: className ?? "button",
      onClick: press,
      "aria-disabled": isOff || undefined,
      "aria-label": ariaLabel || undefined,
      "aria-haspopup": question ? "dialog" : undefined,
      "data-testid": testid,
    },
    question ? `${label}…` : label,
  );
  if (!question) return button;
  const close = () => dialog.current?.close();
  const content = h(
    "form",
    { method: "dialog", onSubmit: answer },
    h("h3", { id: `${id}-question` }, question),
    h("p", { id: `${id}-explanation` }, explanation),
    field &&
      h(
        "label",
        { className: "field" },
        h("span", null, translateSent(field)),
        h("input", {
          type: "datetime-local",
          className: "input",
          required: true,
          value: typed,
          onChange: (/** @type {ChangeEvent<HTMLInputElement>} */ event) => setTyped(event.target.value),
        }),
      ),
    h(
      "div",
      { className: "dialog-end" },
      // Enter in the field presses the form's first submit button, which does no harm here.
      h("button", { type: "button", className: "button", onClick: close, autoFocus: !field }, translate("Cancel")),
      h("button", { type: "submit", value: "do", className: "button button-main" }, confirm),
    ),
  );
  const described = { "aria-labelledby": `${id}-question`, "aria-describedby": `${id}-explanation` };
  return h("span", null, button, h("dialog", { ref: dialog, className: "dialog", ...described }, content));
}
