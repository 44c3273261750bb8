// What the reader is doing: while scrolled, selecting, in a row or in a menu, nothing may move.
import { createStore, watch } from "../kit/store.js";

const SCROLLED_PIXELS = 40;
const OPEN = "[role=menu],[role=dialog],[role=listbox],dialog[open],details.popover[open]";

/** What scrolls: the list where it has a height of its own, else the page's content. */
const scrollers = () => [...document.querySelectorAll(".sheet, .content")];

const isScrolled = () => scrollers().some((each) => each.scrollTop > SCROLLED_PIXELS);

const reader = createStore({
  isBusy: false,
  pauses: 0, // how often the reader has become idle
});

function isBusyNow() {
  const selection = document.getSelection();
  const table = document.querySelector("[data-testid=ticket-table]");
  return (
    isScrolled() ||
    Boolean(document.querySelector(OPEN)) ||
    Boolean(table && selection && !selection.isCollapsed && table.contains(selection.anchorNode)) ||
    Boolean(table && document.activeElement?.closest("[data-testid=ticket-row]"))
  );
}

function look() {
  const before = reader.get();
  const isBusy = isBusyNow();
  reader.update({ isBusy, pauses: before.pauses + (before.isBusy && !isBusy ? 1 : 0) });
}

/** Return whether the reader is doing something that a moving row would disturb. */
export const isBusy = () => reader.get().isBusy;

/** Go to the top of the list, as the reader has asked. */
export function scrollToTop() {
  for (const each of scrollers()) each.scrollTo({ top: 0 });
  reader.update({ isBusy: false });
}

/**
 * Call when the reader has become idle.
 * @param {() => void} listener
 */
export const onIdle = (listener) => watch(reader, ({ pauses }) => pauses, listener);

if (typeof window !== "undefined") {
  document.addEventListener("scroll", look, { capture: true, passive: true }); // of an element, which does not bubble
  for (const name of ["selectionchange", "focusin", "focusout", "pointerup", "keyup"])
    document.addEventListener(name, () => window.setTimeout(look, 0), { passive: true });
  document.addEventListener("toggle", look, { capture: true }); // of details, which does not bubble
}
