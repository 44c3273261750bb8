// One row of the list can be reached by Tab; arrows, j and k lead from it to the others.
import { createStore } from "./store.js";

const ROW = "[data-testid=ticket-row]";
const LINKS = `${ROW} a.ticket-link`;

const rows = createStore({
  timer: 0,
  // What a step means instead while a ticket is open beside the list.
  intercept: /** @type {(step: number) => boolean} */ (() => false),
});

const links = () => [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(LINKS))];

/** @param {Element} link */
function makeReachable(link) {
  for (const each of links()) each.tabIndex = each === link ? 0 : -1;
}

function keepOneReachable() {
  rows.update({ timer: 0 });
  const all = links();
  if (all.length > 0 && !all.some((link) => link.tabIndex === 0)) makeReachable(all[0]);
}

/** After rows have come or gone: keep one that Tab reaches, the last focused or the first. */
export function updateTabStop() {
  if (rows.get().timer === 0) rows.update({ timer: window.setTimeout(keepOneReachable, 0) });
}

/**
 * Ask a function at each step; it returns whether it has moved something else.
 * @param {(step: number) => boolean} intercept
 */
export const interceptRowSteps = (intercept) => rows.update({ intercept });

/**
 * Return the row of a ticket by its sys_id or its number.
 * @param {string} name
 */
export function rowOf(name) {
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(ROW))];
  return all.find((row) => row.dataset.sysId === name) ?? all.find((row) => row.dataset.number === name);
}

/**
 * Bring the row of a ticket into view, and make it the one that Tab reaches; it takes the focus where another row has it.
 * @param {string} name
 */
export function focusRow(name) {
  const link = /** @type {HTMLElement | null | undefined} */ (rowOf(name)?.querySelector("a.ticket-link"));
  if (!link) return;
  makeReachable(link);
  if (isRowFocused()) link.focus({ preventScroll: true });
  link.closest(ROW)?.scrollIntoView({ block: "nearest" });
}

/**
 * Focus the row so many steps away; from outside the list, the row that was focused last.
 * @param {number} step
 */
export function moveRowFocus(step) {
  if (rows.get().intercept(step)) return;
  const all = links();
  if (all.length === 0) return;
  const row = document.activeElement?.closest(ROW);
  const from = all.findIndex((link) => row?.contains(link));
  const last = Math.max(
    0,
    all.findIndex((link) => link.tabIndex === 0),
  );
  const to = from < 0 ? last : Math.min(all.length - 1, Math.max(0, from + step));
  all[to].focus();
  all[to].closest(ROW)?.scrollIntoView({ block: "nearest" });
}

/** Return whether a row has the focus. */
export const isRowFocused = () => Boolean(document.activeElement?.closest(ROW));

if (typeof window !== "undefined") {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.matches(LINKS)) makeReachable(target);
  });
}
