// What the reader is doing: while scrolled, selecting, at a row or in a menu, nothing may move.

const SCROLLED_PIXELS = 40;
const OPEN = "[role=menu],[role=dialog],[role=listbox],dialog[open],details.popover[open]";

let busy = false;
const listeners = new Set();

function look() {
  const selection = document.getSelection();
  const table = document.querySelector("[data-testid=ticket-table]");
  const before = busy;
  busy =
    window.scrollY > SCROLLED_PIXELS ||
    Boolean(document.querySelector(OPEN)) ||
    Boolean(table && selection && !selection.isCollapsed && table.contains(selection.anchorNode)) ||
    Boolean(table && document.activeElement?.closest("[data-testid=ticket-row]"));
  if (before && !busy) listeners.forEach((listener) => listener());
}

/** Whether something is under way that a moving row would disturb. */
export const isBusy = () => busy;

/** The reader has asked for the top of the list. */
export function scrollToTop() {
  window.scrollTo({ top: 0 });
  busy = false;
}

/** Call when the reader has become idle. */
export const onIdle = (listener) => listeners.add(listener);

if (typeof window !== "undefined") {
  window.addEventListener("scroll", look, { passive: true });
  for (const name of ["selectionchange", "focusin", "focusout", "pointerup", "keyup"])
    document.addEventListener(name, () => window.setTimeout(look, 0), { passive: true });
  document.addEventListener("toggle", look, { capture: true }); // of details, which does not bubble
}
