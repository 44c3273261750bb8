// Asks the app for the marks on rows that came onto the page after it was loaded: once for all rows of a moment.
/** @import { TicketRow } from "#wire" */
import { createStore } from "../kit/store.js";
import { isMarkKnown, isMarkMissing } from "./marks.js";

const PAUSE_MILLISECONDS = 300;

const requests = createStore({
  send: /** @type {((sysIds: string[]) => void) | undefined} */ (undefined),
  asked: /** @type {Set<string>} */ (new Set()),
  timer: 0,
});

/**
 * Set how the app is asked.
 * @param {(sysIds: string[]) => void} send
 */
export const setMarksRequest = (send) => requests.update({ send });

function sendRequest() {
  const { send, asked } = requests.get();
  send?.([...asked].filter((sysId) => !isMarkKnown(sysId)));
  requests.update({ asked: new Set() });
}

/**
 * Ask for the marks on those rows that may have been opened long ago.
 * @param {TicketRow[]} rows
 */
export function requestMissingMarks(rows) {
  const { asked, timer } = requests.get();
  const wanted = rows.filter((row) => isMarkMissing(row) && !asked.has(row.sys_id));
  if (wanted.length === 0) return;
  window.clearTimeout(timer);
  requests.update({
    asked: new Set([...asked, ...wanted.map((row) => row.sys_id)]),
    timer: window.setTimeout(sendRequest, PAUSE_MILLISECONDS),
  });
}
