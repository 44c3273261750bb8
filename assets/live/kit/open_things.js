// What is open besides the page: Escape and a click beside it close it.

const popovers = () => [...document.querySelectorAll("details.popover[open]")];

/** Close what was opened last; says whether anything was open. A dialog closes by itself. */
export function closeNewest() {
  const popover = popovers().at(-1);
  if (popover) {
    popover.open = false;
    popover.querySelector("summary")?.focus();
    return true;
  }
  const closing = [...document.querySelectorAll("[data-closes=escape]")].at(-1);
  closing?.click();
  return Boolean(closing);
}

export const isDialogOpen = () => Boolean(document.querySelector("dialog[open]"));

/** Show a dialog of the page, or do nothing where it is not there. */
export function showDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

let hasClosed = false;

/** Whether the click that is under way has closed something: then it means nothing else in the list. */
export const isClosingClick = () => hasClosed;

if (typeof window !== "undefined") {
  document.addEventListener("pointerdown", (event) => {
    const left = popovers().filter((popover) => !popover.contains(event.target));
    left.forEach((popover) => (popover.open = false));
    hasClosed = left.length > 0;
  });
  document.addEventListener("keydown", () => (hasClosed = false), { capture: true });
  document.addEventListener("click", (event) => {
    const dialog = event.target.closest("dialog[open]");
    const isBeside = event.target === dialog; // the backdrop belongs to the dialog, its content does not fill it
    if (dialog && (isBeside || event.target.closest("[data-closes=dialog]"))) dialog.close();
    const opens = event.target.closest("[data-opens]");
    if (opens) showDialog(opens.dataset.opens);
  });
}
