// Rules about rows, without any state of the page.
/** @import { TicketPage, TicketRow } from "#wire" */

/** @typedef {TicketRow & { left_at?: number, is_left?: boolean }} KeptRow A row that may have left the filter. */
/** @typedef {Omit<TicketPage, "rows"> & { rows: KeptRow[] }} KeptPage */
/** @typedef {TicketRow & { left_at?: number, is_left: boolean, is_new: boolean, is_unread: boolean, is_changed: boolean }} DrawnRow */

// By then the reader has seen that a row left the filter; it goes when the next rows come.
const LEAVING_MILLISECONDS = 30_000;

/**
 * Count the tickets that have arrived after a moment and are not on the screen, and how many of them are critical.
 * @param {TicketPage} latest
 * @param {KeptPage} shown
 * @param {number} moment
 */
export function countArrivedSince(latest, shown, moment) {
  const onScreen = new Set(shown.rows.map((row) => row.sys_id));
  const arrived = latest.rows.filter((row) => row.arrived_at > moment && !onScreen.has(row.sys_id));
  // A page shows so many at most, and a later page none of them: then the list's growth is the count.
  const isFull = arrived.length === latest.rows.length || latest.page > 1;
  const count = isFull ? Math.max(arrived.length, latest.total - shown.total) : arrived.length;
  // How many are critical is unknown for those that are only counted.
  const critical = count === arrived.length ? arrived.filter((row) => row.priority === 1).length : 0;
  return { count, critical };
}

/**
 * Return whether two objects hold the same values.
 * @template {object} T
 * @param {T} one
 * @param {T} other
 */
export function isEqual(one, other) {
  const names = /** @type {(keyof T)[]} */ (Object.keys(one));
  return names.length === Object.keys(other).length && names.every((name) => Object.is(one[name], other[name]));
}

/**
 * Return the order of rows, to compare.
 * @param {TicketRow[]} rows
 */
export const orderOf = (rows) => rows.map((row) => row.sys_id).join();

/**
 * Return the page's rows with those that were among them and left the filter a moment ago, each after the row that it
 * followed.
 * @param {TicketPage} page
 * @param {KeptRow[]} standing
 * @param {number} now
 */
export function keepRecentlyLeft(page, standing, now) {
  const left = new Set(page.left);
  /** @type {KeptRow[]} */
  const rows = [...page.rows];
  standing.forEach((row, place) => {
    if (!left.has(row.sys_id)) return;
    const leftAt = row.left_at ?? now;
    if (now - leftAt > LEAVING_MILLISECONDS) return;
    const above = standing.slice(0, place).reverse();
    const anchor = above.find((each) => rows.some((other) => other.sys_id === each.sys_id));
    const at = anchor ? rows.findIndex((other) => other.sys_id === anchor.sys_id) + 1 : 0;
    rows.splice(at, 0, { ...row, left_at: leftAt });
  });
  return rows;
}

/**
 * Return the newest version of a row; of two that are equally new, the last.
 * @param {TicketRow} row
 * @param {(TicketRow | undefined)[]} others
 */
export const newestOf = (row, ...others) =>
  others.reduce(
    (/** @type {TicketRow} */ best, other) => (other && other.revision >= best.revision ? other : best),
    row,
  );
