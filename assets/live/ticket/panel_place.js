// When the panel opens or closes, the list is drawn with other columns: the row that was clicked stays where it was.
import { rowOf } from "../kit/row_focus.js";
import { createStore } from "../kit/store.js";

const anchor = createStore({ ticket: "", top: 0 });

/**
 * Remember where the row of a ticket stands; an empty name forgets it.
 * @param {string} ticket
 */
export function setAnchor(ticket) {
  anchor.update({ ticket, top: (ticket && rowOf(ticket)?.getBoundingClientRect().top) || 0 });
}

/** @param {Element | null | undefined} element */
function scrollerOf(element) {
  for (let each = element?.parentElement; each; each = each.parentElement) {
    const { overflowY } = getComputedStyle(each);
    if (/auto|scroll/.test(overflowY) && each.scrollHeight > each.clientHeight) return each;
  }
  return document.scrollingElement;
}

/** Put the remembered row back to where it stood. */
export function restorePlace() {
  const { ticket, top } = anchor.get();
  const row = ticket ? rowOf(ticket) : undefined;
  if (!row) return;
  const moved = row.getBoundingClientRect().top - top;
  if (Math.abs(moved) > 0.5) scrollerOf(row)?.scrollBy({ top: moved, behavior: "instant" });
  anchor.update({ ticket: "" });
}
