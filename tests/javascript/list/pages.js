// Rows and pages as the app sends them.
import { NOW } from "../browser/page.js";

export const VIEW = "limit=25";

/** A row; it came long ago. */
export const row = (name, special = {}) => ({
  sys_id: name,
  number: name.toUpperCase(),
  short_description: `About ${name}`,
  priority: 3,
  arrived_at: NOW - 3_600_000,
  revision: 1,
  ...special,
});

/** A page of rows by their names, or of rows. */
export function page(rev, rows, special = {}) {
  const whole = rows.map((each) => (typeof each === "string" ? row(each) : each));
  const figures = { page: 1, limit: 25, total: whole.length, pages: 1, has_more: false };
  return { view: VIEW, boot: "boot", rev, left: [], ...figures, rows: whole, ...special };
}

/** A row that has just come. */
export const arrived = (name, special = {}) => row(name, { arrived_at: NOW + 1_000, ...special });
