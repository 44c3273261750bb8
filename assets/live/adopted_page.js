// The page that a reader sees. Rows change in place at once; what would move them waits while the reader holds them.
import { useSyncExternalStore } from "react";
import { serverNow } from "./clock.js";
import { sortOf } from "./address.js";
import { announce } from "./announcer.js";

const NEW_MILLISECONDS = 30_000;
const SCROLLED_PIXELS = 40;
// A poll that a refresh asks for takes a second or two.
const ASKED_MILLISECONDS = 3_000;
const NEWEST_FIRST = new Set(["-opened_at", "-updated_at"]);
const NOTHING = { view: "", rev: -1, boot: "", rows: [], page: 1, limit: 25, total: 0, pages: 1 };

let latest = NOTHING; // what the server says
let shown = NOTHING; // whose rows stand on the screen, in which order
let changed = new Map(); // newer versions of rows on the screen, by sys_id
let adoptedAt = 0; // by the server's clock
let announced = 0; // of what waits
let adoptsUntil = 0; // by Date.now(): a reader has asked for what is new
let isImporting = false; // history arrives, and is nobody's news
let busy = false; // scrolled, selecting, a menu open
let timer = 0;
const EMPTY = { ...NOTHING, is_loaded: false, first: 0, last: 0, waiting: 0, moved: false, sort: "-opened_at" };
let snapshot = EMPTY;
const listeners = new Set();

/** Rows may move under a reader only at the top of page 1, newest first, while nothing is under way. */
const held = () =>
  Date.now() > adoptsUntil && (busy || shown.page > 1 || !NEWEST_FIRST.has(sortOf(shown.view)));

function newest(row, fresh) {
  const candidates = [row, fresh.get(row.sys_id), changed.get(row.sys_id)].filter(Boolean);
  return candidates.reduce((best, candidate) => (candidate.revision >= best.revision ? candidate : best));
}

/** How many tickets have arrived since the page was adopted and are not on it. */
function waitingTickets() {
  if (isImporting) return 0;
  const onScreen = new Set(shown.rows.map((row) => row.sys_id));
  const arrived = latest.rows.filter((row) => row.arrived_at > adoptedAt && !onScreen.has(row.sys_id)).length;
  // A page shows so many at most, and a later page none of them: then the list's growth says how many.
  const isFull = arrived === latest.rows.length || latest.page > 1;
  return isFull ? Math.max(arrived, latest.total - shown.total) : arrived;
}

function publish() {
  const fresh = new Map(latest.rows.map((row) => [row.sys_id, row]));
  const now = serverNow();
  const rows = shown.rows.map((row) => {
    const current = newest(row, fresh);
    return { ...current, is_new: current.arrived_at > 0 && now - current.arrived_at < NEW_MILLISECONDS };
  });
  const order = (page) => page.rows.map((row) => row.sys_id).join();
  snapshot = {
    ...shown,
    rows,
    total: latest.total,
    pages: latest.pages,
    sort: sortOf(shown.view),
    is_loaded: shown.rev >= 0,
    first: shown.rows.length > 0 ? (shown.page - 1) * shown.limit + 1 : 0,
    last: shown.rows.length > 0 ? (shown.page - 1) * shown.limit + shown.rows.length : 0,
    waiting: waitingTickets(),
    moved: order(shown) !== order(latest),
  };
  fadeLater(rows, now);
  listeners.forEach((listener) => listener());
}

function fadeLater(rows, now) {
  window.clearTimeout(timer);
  const ends = rows.filter((row) => row.is_new).map((row) => row.arrived_at + NEW_MILLISECONDS - now);
  if (ends.length > 0) timer = window.setTimeout(publish, Math.min(...ends) + 50);
}

function adopt() {
  shown = latest;
  changed = new Map();
  adoptedAt = serverNow();
  announced = 0;
}

function announceWaiting() {
  const waiting = waitingTickets();
  announce(waiting - announced);
  announced = Math.max(announced, waiting);
}

/** Take a page from the server. An older one than we have is dropped, unless another run of the app made it. */
export function receivePage(page) {
  if (!page || page.rev < 0) return;
  const sameView = page.view === latest.view;
  if (sameView && page.boot === latest.boot && page.rev <= latest.rev) return;
  latest = page;
  if (sameView) announceWaiting();
  if (!sameView || !held() || shown.rows.length === 0) adopt();
  publish();
}

/** Learn whether history is arriving. */
export const learnImport = (importing) => {
  isImporting = importing;
};

/** Take tickets that changed, for rows that stay on the screen though the page has moved on. */
export function receiveChanged({ rows }) {
  const onScreen = new Set(shown.rows.map((row) => row.sys_id));
  const mine = rows.filter((row) => onScreen.has(row.sys_id));
  mine.forEach((row) => changed.set(row.sys_id, row));
  if (mine.length > 0) publish();
}

/** Say whether the server has a newer page than ours. */
export const isBehind = (pulse) =>
  pulse.view !== latest.view || pulse.boot !== latest.boot || pulse.rev > latest.rev;

/** Show what waits, and what comes in the next moments: the reader has asked for it. */
export function showWaiting() {
  window.scrollTo({ top: 0 });
  busy = false;
  adoptsUntil = Date.now() + ASKED_MILLISECONDS;
  adopt();
  publish();
}

function isBusy() {
  const selection = document.getSelection();
  const table = document.querySelector("[data-testid=ticket-table]");
  return (
    window.scrollY > SCROLLED_PIXELS ||
    Boolean(document.querySelector("[role=menu],[role=dialog],[role=listbox]")) ||
    Boolean(table && selection && !selection.isCollapsed && table.contains(selection.anchorNode)) ||
    Boolean(table && document.activeElement?.closest("[data-testid=ticket-row]"))
  );
}

function look() {
  const before = busy;
  busy = isBusy();
  if (before && !busy && !held() && shown !== latest) {
    adopt();
    publish();
  }
}

if (typeof window !== "undefined") {
  window.addEventListener("scroll", look, { passive: true });
  for (const name of ["selectionchange", "focusin", "focusout", "pointerup", "keyup"])
    document.addEventListener(name, () => window.setTimeout(look, 0), { passive: true });
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The page on the screen, for all components alike. */
export const useAdoptedPage = () => useSyncExternalStore(subscribe, () => snapshot, () => EMPTY);
