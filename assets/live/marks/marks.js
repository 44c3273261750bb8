// One's own marks on tickets: what was opened, and is unread no more; what has changed since. Joined here to the rows that
// all share.
import { subscribeToMissed, wasMissed } from "./missed.js";

const NOTHING = { opened_revision: 0, is_watched: false };
const PAUSE_MILLISECONDS = 300;
// A page load's marks may come after those of a change that they miss; what is later still is of a clock set back.
const OLDER_MILLISECONDS = 60_000;

let since = 0; // what arrived before is not unread; 0 until the app has said
let knownFrom = 0; // whatever arrived later, and was opened, was told to all tabs at once
let readUntil = 0; // the feed's seq when all was marked as read
let readAt = 0; // when the app read that
let open = ""; // the sys_id of the ticket that stands open, whose changes are seen as they come
const known = new Map(); // by sys_id
const asked = new Set();
let ask = null;
let timer = 0;
const listeners = new Set();
const tell = () => listeners.forEach((listener) => listener());

const isOlder = (at, knownAt) => at < knownAt && knownAt - at <= OLDER_MILLISECONDS;

/** Take some marks from the app. */
export function receiveMarks(told) {
  if (!told.at) return;
  since = Math.max(since, told.since);
  knownFrom = knownFrom || told.at;
  if (!isOlder(told.at, readAt)) {
    readUntil = told.read_until;
    readAt = told.at;
  }
  told.asked.forEach((sysId) => known.has(sysId) || known.set(sysId, NOTHING));
  told.marks.forEach((mark) => {
    if (!isOlder(told.at, known.get(mark.sys_id)?.at ?? 0)) known.set(mark.sys_id, { ...mark, at: told.at });
  });
  tell();
}

/** Whether a ticket has arrived since the reader's first visit, and was never opened. */
export function isUnread(row) {
  if (since === 0 || row.arrived_at <= since) return false;
  const mark = known.get(row.sys_id);
  return mark ? mark.opened_revision === 0 : row.arrived_at > knownFrom;
}

/** Whether a ticket has changed since the reader opened it, or while the reader was away. */
export function isChanged(row) {
  const opened = known.get(row.sys_id)?.opened_revision ?? 0;
  if (row.sys_id === open || row.revision <= Math.max(opened, readUntil) || isUnread(row)) return false;
  return opened > 0 || wasMissed(row);
}

/** Say which ticket stands open; "" is none. */
export function setOpenTicket(sysId) {
  if (sysId === open) return;
  open = sysId;
  tell();
}

export const isWatched = (row) => known.get(row.sys_id)?.is_watched === true;

/** Ask the app for the marks on rows that came onto the page and may have been opened long ago. */
export function requestMissingMarks(rows) {
  const wanted = rows
    .filter((row) => since > 0 && row.arrived_at > since && row.arrived_at <= knownFrom)
    .filter((row) => !known.has(row.sys_id) && !asked.has(row.sys_id));
  if (wanted.length === 0) return;
  wanted.forEach((row) => asked.add(row.sys_id));
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    ask?.([...asked].filter((sysId) => !known.has(sysId)));
    asked.clear();
  }, PAUSE_MILLISECONDS);
}

/** Say how the app is asked. */
export const setMarksRequest = (handler) => {
  ask = handler;
};

/** Call at each change; gives a function that ends it. */
export function subscribeToMarks(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

subscribeToMissed(tell);
