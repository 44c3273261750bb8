// The rows that are drawn. One that has not changed is the same object as before, so that React passes it over; and
// where many have changed at once, they are drawn a few a frame.
import { useSyncExternalStore } from "react";
import { isEqual } from "./rows.js";

// A row takes 0.25 ms on a machine that does nothing else, and several times that beside a busy one.
const ROWS_A_FRAME = 20;

const NONE = [];
let wanted = NONE;
let drawn = NONE;
let frame = 0;
const listeners = new Set();

const byId = (rows) => new Map(rows.map((row) => [row.sys_id, row]));

function draw(rows) {
  if (rows.length === drawn.length && rows.every((row, place) => row === drawn[place])) return;
  drawn = rows;
  listeners.forEach((listener) => listener());
}

/** Draw the wanted rows in their places, but of those that have changed only the first; the others with the next frames. */
function drawSome() {
  frame = 0;
  const before = byId(drawn);
  let left = document.hidden ? Infinity : ROWS_A_FRAME;
  const rows = wanted.map((row) => {
    const last = before.get(row.sys_id);
    if (last === undefined || last === row) return row;
    left -= 1;
    return left >= 0 ? row : last;
  });
  draw(rows);
  if (left < 0) frame = window.requestAnimationFrame(drawSome);
}

/** Have these rows on the screen. */
export function showRows(rows) {
  const before = byId(wanted);
  wanted = rows.map((row) => {
    const last = before.get(row.sys_id);
    return last && isEqual(last, row) ? last : row;
  });
  window.cancelAnimationFrame(frame);
  drawSome();
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The rows, for components. */
export const useRows = () =>
  useSyncExternalStore(
    subscribe,
    () => drawn,
    () => NONE,
  );
