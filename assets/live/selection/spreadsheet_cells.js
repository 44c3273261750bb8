// Cells of a CSV file that no spreadsheet evaluates, whatever separator it splits the file at: the same rule as that of
// the app's own export (`api/tickets/spreadsheet_cells.py`, which says why).

const FORMULA_STARTS = "=+@%\uff1d\uff0b\uff0d\uff20\uff05-";
const CELL_STARTS = `${FORMULA_STARTS}|\uff5c`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they separate cells and lines.
const PART = /[^,;|\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+/g;
const UNSEEN = /^[\p{Z}\p{C}\p{Mn}\p{Me}\u115f\u1160\u3164\uffa0\u2800"]*/u;
const BLANK_START = /^[\t\r\n]/;

/** @param {string} text */
const firstSeen = (text) => text.replace(UNSEEN, "").charAt(0);

/**
 * @param {string} text
 * @param {string} signs
 */
const beginsWithOneOf = (text, signs) => firstSeen(text) !== "" && signs.includes(firstSeen(text));

/**
 * Return a cell that no spreadsheet takes for a formula: an apostrophe makes it text.
 * @param {string} cell
 */
export function harmless(cell) {
  const safe = cell.replace(PART, (part) => (beginsWithOneOf(part, FORMULA_STARTS) ? `'${part}` : part));
  const isSafe = safe === cell && !BLANK_START.test(cell) && !beginsWithOneOf(cell, CELL_STARTS);
  return isSafe || safe.startsWith("'") ? safe : `'${safe}`;
}
