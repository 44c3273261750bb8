// Rules about rows, without any state of the page.

// A row that left the filter has been seen to leave by then; it goes with the next rows that come.
const LEAVING_MILLISECONDS = 30_000;

/** How many tickets have arrived after a moment and do not stand on the screen, and how many of them are critical. */
export function countArrivedSince(latest, shown, moment) {
  const onScreen = new Set(shown.rows.map((row) => row.sys_id));
  const arrived = latest.rows.filter((row) => row.arrived_at > moment && !onScreen.has(row.sys_id));
  // A page shows so many at most, and a later page none of them: then the list's growth says how many.
  const isFull = arrived.length === latest.rows.length || latest.page > 1;
  const count = isFull ? Math.max(arrived.length, latest.total - shown.total) : arrived.length;
  // Of those that are only counted nobody knows how many are critical.
  const critical = count === arrived.length ? arrived.filter((row) => row.priority === 1).length : 0;
  return { count, critical };
}

/** Whether two objects hold the same values. */
export function isEqual(one, other) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => Object.is(one[name], other[name]));
}

/** The order of rows, to compare. */
export const orderOf = (rows) => rows.map((row) => row.sys_id).join();

/** The page's rows with those that stood among them and left the filter a moment ago, each after the one it followed. */
export function keepRecentlyLeft(page, standing, now) {
  const left = new Set(page.left);
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
