// The page that the reader sees. Rows change in place at once; what would move them waits while the reader is busy.
/** @import { AdoptedPage, ChangedRows, PagePatch, TicketPage, TicketRow } from "#wire" */
/** @import { DrawnRow, KeptPage, KeptRow } from "./rows.js" */
import { isPersonal, sortOf } from "../kit/address.js";
import { announce } from "../kit/announcer.js";
import { serverNow } from "../kit/clock.js";
import { getPreferences, subscribeToPreferences } from "../kit/preferences.js";
import { createStore } from "../kit/store.js";
import { useStore } from "../kit/use_store.js";
import { isChanged, isUnread, subscribeToMarks } from "../marks/marks.js";
import { setLatestSeq, setListPaused } from "../marks/missed.js";
import { requestMissingMarks } from "../marks/missing_marks.js";
import { announceList, announceMode } from "./announcements.js";
import { applyPatches, queuePatch } from "./patches.js";
import { isBusy, onIdle, scrollToTop } from "./reading.js";
import { countArrivedSince, isEqual, keepRecentlyLeft, newestOf, orderOf } from "./rows.js";
import { showRows } from "./rows_on_screen.js";

const NEW_MILLISECONDS = 30_000;
// A poll that a refresh asks for takes a second or two.
const ASKED_MILLISECONDS = 3_000;
// A ticket is stored before the page with it is read and sent, and an older page may be adopted meanwhile.
const IN_TRANSIT_MILLISECONDS = 2_000;
const NEWEST_FIRST = new Set(["-opened_at", "-updated_at"]);
const NO_ARRIVALS = { count: 0, critical: 0 };
/** @type {TicketPage} */
const NO_PAGE = {
  view: "",
  rev: -1,
  boot: "",
  rows: [],
  left: [],
  page: 1,
  limit: 25,
  total: 0,
  pages: 1,
  has_more: false,
};
/** @type {AdoptedPage} */
const EMPTY = {
  view: "",
  sort: "-opened_at",
  page: 1,
  limit: 25,
  total: 0,
  pages: 1,
  has_more: false,
  is_loaded: false,
  rows: 0,
  first: 0,
  last: 0,
  waiting: 0,
  moved: false,
};

const store = createStore({
  latest: NO_PAGE, // from the app
  shown: /** @type {KeptPage} */ (NO_PAGE), // whose rows are on the screen, in which order
  // Those rows as they were last brought up to date.
  standing: { rows: /** @type {KeptRow[]} */ ([]), total: 0, pages: 1, has_more: false },
  changed: /** @type {Map<string, TicketRow>} */ (new Map()), // newer versions of rows on the screen, by sys_id
  adoptedAt: 0, // by the server's clock
  announced: NO_ARRIVALS, // of what waits
  adoptsUntil: 0, // by Date.now(): the reader has asked for what is new
  isImporting: false, // history arrives, and is news to no user
  timer: 0,
  snapshot: EMPTY,
});

const isAsked = () => Date.now() <= store.get().adoptsUntil;
const isFrozen = () => getPreferences().live_mode === "paused" && !isAsked();

/** Rows may move under a reader only at the top of page 1, newest first, while the reader is idle. */
function isHeld() {
  const { page, view } = store.get().shown;
  if (isAsked()) return false;
  return getPreferences().live_mode !== "live" || isBusy() || page > 1 || !NEWEST_FIRST.has(sortOf(view));
}

function waitingNow() {
  const { isImporting, latest, shown, adoptedAt } = store.get();
  return isImporting ? NO_ARRIVALS : countArrivedSince(latest, shown, adoptedAt - IN_TRANSIT_MILLISECONDS);
}

function bringUpToDate() {
  const { changed, latest, shown } = store.get();
  const fresh = new Map(latest.rows.map((row) => [row.sys_id, row]));
  const left = new Set(latest.left);
  const rows = shown.rows.map((row) => ({
    ...newestOf(row, changed.get(row.sys_id), fresh.get(row.sys_id)),
    left_at: row.left_at,
    is_left: left.has(row.sys_id),
  }));
  store.update({ standing: { rows, total: latest.total, pages: latest.pages, has_more: latest.has_more } });
}

/**
 * Return the rows with their marks.
 * @param {number} now
 * @returns {DrawnRow[]}
 */
function markedRows(now) {
  /** @param {TicketRow} row */
  const isNew = (row) => row.arrived_at > 0 && now - row.arrived_at < NEW_MILLISECONDS;
  return store.get().standing.rows.map((row) => ({
    ...row,
    is_left: row.is_left ?? false,
    is_new: isNew(row),
    is_unread: isUnread(row),
    is_changed: isChanged(row),
  }));
}

/**
 * Return what the page shows around so many rows.
 * @param {number} rows
 * @returns {AdoptedPage}
 */
function pageAround(rows) {
  const { latest, shown, standing } = store.get();
  const { view, page, limit, rev } = shown;
  const before = (page - 1) * limit;
  return {
    view,
    sort: sortOf(view),
    page,
    limit,
    total: standing.total,
    pages: standing.pages,
    has_more: standing.has_more,
    is_loaded: rev >= 0,
    rows,
    first: rows > 0 ? before + 1 : 0,
    last: rows > 0 ? before + Math.min(rows, limit) : 0,
    waiting: waitingNow().count,
    moved: orderOf(shown.rows.filter((row) => !latest.left.includes(row.sys_id))) !== orderOf(latest.rows),
  };
}

function publish() {
  setLatestSeq(store.get().latest.rev);
  setListPaused(isFrozen());
  if (!isFrozen()) bringUpToDate();
  const now = serverNow();
  const rows = markedRows(now);
  const snapshot = pageAround(rows.length);
  requestMissingMarks(rows);
  fadeLater(rows, now);
  showRows(rows);
  if (!isEqual(snapshot, store.get().snapshot)) store.update({ snapshot });
}

/**
 * Publish again when the next row is no longer new.
 * @param {DrawnRow[]} rows
 * @param {number} now
 */
function fadeLater(rows, now) {
  window.clearTimeout(store.get().timer);
  const ends = rows.filter((row) => row.is_new).map((row) => row.arrived_at + NEW_MILLISECONDS - now);
  if (ends.length > 0) store.update({ timer: window.setTimeout(publish, Math.min(...ends) + 50) });
}

/** Show the app's page. Rows that have left the filter stay, grey, until the reader asks for the page. */
function adopt({ keepsLeft = false } = {}) {
  const { latest, shown, standing, changed } = store.get();
  const isSameList = keepsLeft && shown.view === latest.view;
  store.update({
    shown: isSameList ? { ...latest, rows: keepRecentlyLeft(latest, standing.rows, serverNow()) } : latest,
    changed: new Map([...changed].filter(([sysId]) => isSameList && latest.left.includes(sysId))),
    adoptedAt: serverNow(),
    announced: NO_ARRIVALS,
  });
  setListPaused(false);
  bringUpToDate();
}

function announceWaiting() {
  const waiting = waitingNow();
  const { announced } = store.get();
  announce(waiting.count - announced.count, Math.max(0, waiting.critical - announced.critical));
  if (waiting.count > announced.count) store.update({ announced: waiting });
}

/**
 * Return whether we have this page, or a newer one. What a reader opens changes a personal list without a new `rev`, and
 * another run of the app counts anew.
 * @param {TicketPage} page
 */
function isOld(page) {
  const { latest } = store.get();
  if (page.view !== latest.view || page.boot !== latest.boot) return false;
  return page.rev < latest.rev || (page.rev === latest.rev && !isPersonal(page.view));
}

/**
 * Keep newer versions of rows on the screen: the page that brings them may move on without them.
 * @param {TicketRow[]} rows
 * @returns {boolean} Whether any is on the screen.
 */
function keepChanged(rows) {
  const { shown, changed } = store.get();
  const onScreen = new Set(shown.rows.map((row) => row.sys_id));
  const mine = rows.filter(
    (row) => onScreen.has(row.sys_id) && row.revision >= (changed.get(row.sys_id)?.revision ?? 0),
  );
  if (mine.length === 0) return false;
  store.update({ changed: new Map([...changed, ...mine.map((row) => /** @type {const} */ ([row.sys_id, row]))]) });
  return true;
}

/**
 * Take a page from the app.
 * @param {TicketPage} received
 */
export function receivePage(received) {
  if (!received || received.rev < 0) return;
  const page = applyPatches({ ...received, left: received.left ?? [] });
  if (isOld(page)) return;
  keepChanged(received.rows);
  const isOtherList = page.view !== store.get().latest.view;
  store.update({ latest: page });
  const { shown } = store.get();
  const isFirst = isOtherList || shown.rev < 0;
  if (!isFirst) announceWaiting();
  else if (isOtherList && shown.rev >= 0) announceList(page);
  const hasNothingToMove = shown.rows.length === 0 && getPreferences().live_mode === "live";
  if (isFirst || hasNothingToMove || isAsked()) adopt();
  else if (!isHeld()) adopt({ keepsLeft: true });
  publish();
}

/**
 * Take what has changed of a page: of ours, or of one that is still on its way.
 * @param {PagePatch} patch
 */
export function receivePatch(patch) {
  queuePatch(patch);
  keepChanged(patch.rows);
  const { latest } = store.get();
  const page = applyPatches(latest);
  if (page !== latest) receivePage(page);
}

/**
 * Set whether history is arriving.
 * @param {boolean} isImporting
 */
export const setImporting = (isImporting) => store.update({ isImporting });

/**
 * Take tickets that have changed, for rows that stay on the screen though the page has moved on.
 * @param {ChangedRows} received
 */
export function receiveChanged({ rev, rows }) {
  setLatestSeq(rev);
  if (keepChanged(rows)) publish();
}

/**
 * Return whether the app has a newer page than ours.
 * @param {{ view: string, boot: string, rev: number }} pulse
 */
export function isBehind(pulse) {
  const { view, boot, rev } = store.get().latest;
  return pulse.view !== view || pulse.boot !== boot || pulse.rev > rev;
}

/** Show what waits, and what arrives in the next moments: the reader has asked for it. */
export function showWaiting() {
  scrollToTop();
  store.update({ adoptsUntil: Date.now() + ASKED_MILLISECONDS });
  adopt();
  publish();
  // A paused page stops again, and what arrived meanwhile has been shown.
  window.setTimeout(publish, ASKED_MILLISECONDS + 50);
}

onIdle(() => {
  const { shown, latest } = store.get();
  if (isHeld() || shown.rev === latest.rev) return;
  adopt({ keepsLeft: true });
  publish();
});
subscribeToPreferences((now, before) => {
  if (now.live_mode === before.live_mode) return;
  if (store.get().shown.rev >= 0) announceMode(now.live_mode);
  if (before.live_mode === "paused" || !isHeld()) adopt();
  publish();
});
subscribeToMarks(publish);

/** The page on the screen, for all components alike. */
export const useAdoptedPage = () => useStore(store, ({ snapshot }) => snapshot);
