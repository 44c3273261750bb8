// What is open on top of the page: Escape and a click outside close it.
import { createStore } from "./store.js";

const click = createStore({ hasClosed: false });

const popovers = () => [
  .../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.popover[open]")),
];

/** Close what was opened last; return whether anything was open. A dialog closes by itself. */
export function closeNewest() {
  const popover = popovers().at(-1);
  if (popover) {
    popover.open = false;
    popover.querySelector("summary")?.focus();
    return true;
  }
  const closing = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-closes=escape]"))].at(
    -1,
  );
  closing?.click();
  return Boolean(closing);
}

export const isDialogOpen = () => Boolean(document.querySelector("dialog[open]"));

/**
 * Show a dialog of the page; do nothing on a page without it.
 * @param {string} id
 */
export function showDialog(id) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(id));
  if (dialog && !dialog.open) dialog.showModal();
}

/** Return whether the current click has closed something: then it means nothing else in the list. */
export const isClosingClick = () => click.get().hasClosed;

/** @param {PointerEvent} event */
function closePopoversOutside({ target }) {
  const left = popovers().filter((popover) => !popover.contains(/** @type {Node} */ (target)));
  for (const popover of left) popover.open = false;
  click.update({ hasClosed: left.length > 0 });
}

/** @param {MouseEvent} event */
function handleClick(event) {
  const target = /** @type {Element} */ (event.target);
  const dialog = /** @type {HTMLDialogElement | null} */ (target.closest("dialog[open]"));
  const isBackdrop = target === dialog; // the backdrop belongs to the dialog, its content does not fill it
  if (dialog && (isBackdrop || target.closest("[data-closes=dialog]"))) dialog.close();
  const opener = /** @type {HTMLElement | null} */ (target.closest("[data-opens]"));
  if (opener?.dataset.opens) showDialog(opener.dataset.opens);
}

if (typeof window !== "undefined") {
  document.addEventListener("pointerdown", closePopoversOutside);
  document.addEventListener("keydown", () => click.update({ hasClosed: false }), { capture: true });
  document.addEventListener("click", handleClick);
}
