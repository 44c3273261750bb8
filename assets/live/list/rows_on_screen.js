// The rows that are drawn. A row that has not changed is the same object as before, so that React skips it; and where
// many have changed at once, a few are drawn in each frame.
/** @import { DrawnRow } from "./rows.js" */
import { createStore } from "../kit/store.js";
import { useStore } from "../kit/use_store.js";
import { isEqual } from "./rows.js";

// A row takes 0.25 ms on an idle machine, and several times that on a busy one.
const ROWS_A_FRAME = 20;
/** @type {DrawnRow[]} */
const NONE = [];

const screen = createStore({ wanted: NONE, drawn: NONE, frame: 0 });

/** @param {DrawnRow[]} rows */
const byId = (rows) => new Map(rows.map((row) => [row.sys_id, row]));

/** Draw the wanted rows in their places, but of those that have changed only the first; the others in later frames. */
function drawSome() {
  const { wanted, drawn } = screen.get();
  const before = byId(drawn);
  let left = document.hidden ? Infinity : ROWS_A_FRAME;
  const rows = wanted.map((row) => {
    const last = before.get(row.sys_id);
    if (last === undefined || last === row) return row;
    left -= 1;
    return left >= 0 ? row : last;
  });
  const isDrawn = rows.length === drawn.length && rows.every((row, place) => row === drawn[place]);
  if (!isDrawn) screen.update({ drawn: rows });
  screen.update({ frame: left < 0 ? window.requestAnimationFrame(drawSome) : 0 });
}

/**
 * Show these rows on the screen.
 * @param {DrawnRow[]} rows
 */
export function showRows(rows) {
  const { wanted, frame } = screen.get();
  const before = byId(wanted);
  window.cancelAnimationFrame(frame);
  screen.update({
    wanted: rows.map((row) => {
      const last = before.get(row.sys_id);
      return last && isEqual(last, row) ? last : row;
    }),
  });
  drawSome();
}

/** Return the rows now. */
export const rowsNow = () => screen.get().wanted;

/**
 * Return what an address calls the ticket of a row: its number, or its sys_id where another row has the same number.
 * @param {{ number: string, sys_id: string }} row
 * @param {{ number: string, sys_id: string }[]} rows
 */
export function nameOf(row, rows) {
  const isShared = rows.some(({ number, sys_id: sysId }) => number === row.number && sysId !== row.sys_id);
  return isShared || row.number === "" ? row.sys_id : row.number;
}

/** The rows, for components. */
export const useRows = () => useStore(screen, ({ drawn }) => drawn);
