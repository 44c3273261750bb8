// When the panel opens or closes, the list is drawn with other columns: the row that was clicked stays where it was.
import { createStore } from "../kit/store.js";

const anchor = createStore({ number: "", top: 0 });

/** @param {string} number */
export const rowOf = (number) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-testid=ticket-row]"))].find(
    (row) => row.dataset.number === number,
  );

/**
 * Remember where a row stands; an empty number forgets it.
 * @param {string} number
 */
export function setAnchor(number) {
  anchor.update({ number, top: (number && rowOf(number)?.getBoundingClientRect().top) || 0 });
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
  const { number, top } = anchor.get();
  const row = number ? rowOf(number) : undefined;
  if (!row) return;
  const moved = row.getBoundingClientRect().top - top;
  if (Math.abs(moved) > 0.5) scrollerOf(row)?.scrollBy({ top: moved, behavior: "instant" });
  anchor.update({ number: "" });
}
