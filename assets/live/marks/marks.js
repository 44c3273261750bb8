// The user's own marks on tickets: what was opened, and is no longer unread; what has changed since. They are joined here
// to the rows that all users share.
/** @import { Mark, Marks, TicketRow } from "#wire" */
import { createStore } from "../kit/store.js";
import { subscribeToMissed, wasMissed } from "./missed.js";

/** @typedef {Omit<Mark, "sys_id"> & { at?: number }} KnownMark */

/** @type {KnownMark} */
const NO_MARK = { opened_revision: 0, is_watched: false };
// A page load's marks may arrive after those of a later change. A larger difference is a clock that was set back.
const OLDER_MILLISECONDS = 60_000;

const marks = createStore({
  since: 0, // what arrived before is not unread; 0 until the app has sent it
  knownFrom: 0, // whatever arrived later, and was opened, was sent to all tabs at once
  readUntil: 0, // the feed's seq when all was marked as read
  readAt: 0, // when the app read that
  openTicket: "", // the sys_id of the ticket on the screen, whose changes are seen as they come
  known: /** @type {Map<string, KnownMark>} */ (new Map()), // by sys_id
});

/**
 * @param {number} at
 * @param {number} knownAt
 */
const isOlder = (at, knownAt) => at < knownAt && knownAt - at <= OLDER_MILLISECONDS;

/** @param {Marks} received */
function mergeKnown(received) {
  const known = new Map(marks.get().known);
  for (const sysId of received.asked) if (!known.has(sysId)) known.set(sysId, NO_MARK);
  for (const mark of received.marks)
    if (!isOlder(received.at, known.get(mark.sys_id)?.at ?? 0)) known.set(mark.sys_id, { ...mark, at: received.at });
  return known;
}

/**
 * Take some marks from the app.
 * @param {Marks} received
 */
export function receiveMarks(received) {
  if (!received.at) return;
  const { since, knownFrom, readUntil, readAt } = marks.get();
  const isNewer = !isOlder(received.at, readAt);
  marks.update({
    since: (isNewer && received.since) || since, // earlier again where "Mark all as read" is undone
    knownFrom: knownFrom || received.at,
    readUntil: isNewer ? received.read_until : readUntil,
    readAt: isNewer ? received.at : readAt,
    known: mergeKnown(received),
  });
}

/**
 * Return whether a ticket has arrived since the user's first visit, and was never opened.
 * @param {TicketRow} row
 */
export function isUnread(row) {
  const { since, knownFrom, known } = marks.get();
  if (since === 0 || row.arrived_at <= since) return false;
  const mark = known.get(row.sys_id);
  return mark ? mark.opened_revision === 0 : row.arrived_at > knownFrom;
}

/**
 * Return whether a ticket has changed since the user opened it, or while the user was away.
 * @param {TicketRow} row
 */
export function isChanged(row) {
  const { known, openTicket, readUntil } = marks.get();
  const opened = known.get(row.sys_id)?.opened_revision ?? 0;
  if (row.sys_id === openTicket || row.revision <= Math.max(opened, readUntil) || isUnread(row)) return false;
  return opened > 0 || wasMissed(row);
}

/**
 * Set which ticket is open on the screen; "" is none.
 * @param {string} sysId
 */
export function setOpenTicket(sysId) {
  if (sysId !== marks.get().openTicket) marks.update({ openTicket: sysId });
}

/** @param {{ sys_id: string }} row */
export const isWatched = (row) => marks.get().known.get(row.sys_id)?.is_watched === true;

/**
 * Return whether the app has to be asked for a row's mark: the row may have been opened long ago.
 * @param {TicketRow} row
 */
export function isMarkMissing(row) {
  const { since, knownFrom, known } = marks.get();
  return since > 0 && row.arrived_at > since && row.arrived_at <= knownFrom && !known.has(row.sys_id);
}

/** @param {string} sysId */
export const isMarkKnown = (sysId) => marks.get().known.has(sysId);

/**
 * Call at each change; return a function that ends it.
 * @param {() => void} listener
 */
export function subscribeToMarks(listener) {
  const ends = [marks.subscribe(listener), subscribeToMissed(listener)];
  return () => ends.forEach((end) => end());
}
