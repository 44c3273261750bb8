// The page that a reader sees. Rows change in place at once; what would move them waits while the reader holds them.
import { useSyncExternalStore } from "react";
import { isPersonal, sortOf } from "../kit/address.js";
import { announce } from "../kit/announcer.js";
import { serverNow } from "../kit/clock.js";
import { getPreferences, subscribeToPreferences } from "../kit/preferences.js";
import { isChanged, isUnread, requestMissingMarks, subscribeToMarks } from "../marks/marks.js";
import { setLatestSeq, setListPaused } from "../marks/missed.js";
import { applyPatches, queuePatch } from "./patches.js";
import { isBusy, onIdle, scrollToTop } from "./reading.js";
import { countArrivedSince, isEqual, keepRecentlyLeft, orderOf } from "./rows.js";
import { showRows } from "./rows_on_screen.js";

const NEW_MILLISECONDS = 30_000;
// A poll that a refresh asks for takes a second or two.
const ASKED_MILLISECONDS = 3_000;
// A ticket is stored before the page that holds it is read and sent, and an older page may be adopted meanwhile.
const ON_ITS_WAY_MILLISECONDS = 2_000;
const NEWEST_FIRST = new Set(["-opened_at", "-updated_at"]);
const NOTHING = { view: "", rev: -1, boot: "", rows: [], left: [], page: 1, limit: 25, total: 0, pages: 1 };

let latest = NOTHING; // what the server says
let shown = NOTHING; // whose rows stand on the screen, in which order
let standing = { rows: [], total: 0, pages: 1 }; // those rows as they were last brought up to date
let changed = new Map(); // newer versions of rows on the screen, by sys_id
let adoptedAt = 0; // by the server's clock
let announced = { count: 0, critical: 0 }; // of what waits
let adoptsUntil = 0; // by Date.now(): a reader has asked for what is new
let isImporting = false; // history arrives, and is nobody's news
let timer = 0;
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
let snapshot = EMPTY;
const listeners = new Set();

const isAsked = () => Date.now() <= adoptsUntil;
const isFrozen = () => getPreferences().live_mode === "paused" && !isAsked();

/** Rows may move under a reader only at the top of page 1, newest first, while nothing is under way. */
const held = () =>
  !isAsked() &&
  (getPreferences().live_mode !== "live" || isBusy() || shown.page > 1 || !NEWEST_FIRST.has(sortOf(shown.view)));

function newest(row, fresh) {
  const candidates = [row, fresh.get(row.sys_id), changed.get(row.sys_id)].filter(Boolean);
  return candidates.reduce((best, candidate) => (candidate.revision >= best.revision ? candidate : best));
}

const waitingNow = () =>
  isImporting ? { count: 0, critical: 0 } : countArrivedSince(latest, shown, adoptedAt - ON_ITS_WAY_MILLISECONDS);

function bringUpToDate() {
  const fresh = new Map(latest.rows.map((row) => [row.sys_id, row]));
  const left = new Set(latest.left);
  const rows = shown.rows.map((row) => ({
    ...newest(row, fresh),
    left_at: row.left_at,
    is_left: left.has(row.sys_id),
  }));
  standing = { rows, total: latest.total, pages: latest.pages, has_more: latest.has_more };
}

function publish() {
  setLatestSeq(latest.rev);
  setListPaused(isFrozen());
  if (!isFrozen()) bringUpToDate();
  const now = serverNow();
  const isNew = (row) => row.arrived_at > 0 && now - row.arrived_at < NEW_MILLISECONDS;
  const rows = standing.rows.map((row) => ({
    ...row,
    is_new: isNew(row),
    is_unread: isUnread(row),
    is_changed: isChanged(row),
  }));
  const before = (shown.page - 1) * shown.limit;
  const { view, page, limit } = shown;
  const { total, pages, has_more } = standing;
  const next = {
    view,
    sort: sortOf(view),
    page,
    limit,
    total,
    pages,
    has_more,
    is_loaded: shown.rev >= 0,
    rows: rows.length,
    first: rows.length > 0 ? before + 1 : 0,
    last: rows.length > 0 ? before + Math.min(rows.length, shown.limit) : 0,
    waiting: waitingNow().count,
    moved: orderOf(shown.rows.filter((row) => !latest.left.includes(row.sys_id))) !== orderOf(latest.rows),
  };
  requestMissingMarks(rows);
  fadeLater(rows, now);
  showRows(rows);
  if (isEqual(next, snapshot)) return;
  snapshot = next;
  listeners.forEach((listener) => listener());
}

function fadeLater(rows, now) {
  window.clearTimeout(timer);
  const ends = rows.filter((row) => row.is_new).map((row) => row.arrived_at + NEW_MILLISECONDS - now);
  if (ends.length > 0) timer = window.setTimeout(publish, Math.min(...ends) + 50);
}

/** Show the server's page. Rows that left the filter by themselves stay, grey, until the reader asks. */
function adopt({ keepsLeft = false } = {}) {
  const sameList = keepsLeft && shown.view === latest.view;
  shown = sameList ? { ...latest, rows: keepRecentlyLeft(latest, standing.rows, serverNow()) } : latest;
  changed = new Map([...changed].filter(([sysId]) => sameList && latest.left.includes(sysId)));
  adoptedAt = serverNow();
  announced = { count: 0, critical: 0 };
  setListPaused(false);
  bringUpToDate();
}

function announceWaiting() {
  const waiting = waitingNow();
  announce(waiting.count - announced.count, Math.max(0, waiting.critical - announced.critical));
  if (waiting.count > announced.count) announced = waiting;
}

/** What a reader opens changes that reader's own list, and nobody's `rev`. */
const isKnown = (page) => page.rev === latest.rev && !isPersonal(page.view);

/** Take a page from the server. An older one than we have is dropped, unless another run of the app made it. */
export function receivePage(told) {
  if (!told || told.rev < 0) return;
  const page = applyPatches({ left: [], ...told });
  const sameView = page.view === latest.view;
  if (sameView && page.boot === latest.boot && (page.rev < latest.rev || isKnown(page))) return;
  latest = page;
  const isFirst = !sameView || shown.rev < 0;
  if (!isFirst) announceWaiting();
  const hasNothingToMove = shown.rows.length === 0 && getPreferences().live_mode === "live";
  if (isFirst || hasNothingToMove || isAsked()) adopt();
  else if (!held()) adopt({ keepsLeft: true });
  publish();
}

/** Take what has changed of a page: of ours, or of the one that is still on its way. */
export function receivePatch(patch) {
  queuePatch(patch);
  const page = applyPatches(latest);
  if (page !== latest) receivePage(page);
}

/** Learn whether history is arriving. */
export const setImporting = (importing) => {
  isImporting = importing;
};

/** Take tickets that changed, for rows that stay on the screen though the page has moved on. */
export function receiveChanged({ rev, rows }) {
  setLatestSeq(rev);
  const onScreen = new Set(shown.rows.map((row) => row.sys_id));
  const mine = rows.filter((row) => onScreen.has(row.sys_id));
  mine.forEach((row) => changed.set(row.sys_id, row));
  if (mine.length > 0) publish();
}

/** Say whether the server has a newer page than ours. */
export const isBehind = (pulse) => pulse.view !== latest.view || pulse.boot !== latest.boot || pulse.rev > latest.rev;

/** Show what waits, and what comes in the next moments: the reader has asked for it. */
export function showWaiting() {
  scrollToTop();
  adoptsUntil = Date.now() + ASKED_MILLISECONDS;
  adopt();
  publish();
  // A paused page stands still again, and what came meanwhile has been shown.
  window.setTimeout(publish, ASKED_MILLISECONDS + 50);
}

function changeMode(now, before) {
  if (now.live_mode === before.live_mode) return;
  if (before.live_mode === "paused" || !held()) adopt();
  publish();
}

onIdle(() => {
  if (held() || shown.rev === latest.rev) return;
  adopt({ keepsLeft: true });
  publish();
});
subscribeToPreferences(changeMode);
subscribeToMarks(() => publish());

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The page on the screen, for all components alike. */
export const useAdoptedPage = () =>
  useSyncExternalStore(
    subscribe,
    () => snapshot,
    () => EMPTY,
  );
