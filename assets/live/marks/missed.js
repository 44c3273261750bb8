// What changed while the user could not see it in the list: while the connection was cut, the window hidden, the list
// paused, or no page open at all.
// The feed's seq says it exactly, whatever the clocks say: a row's revision is the seq of its last change.
/** @import { TicketRow } from "#wire" */
import { createStore, watch } from "../kit/store.js";

/** @typedef {{ from: number, until: number }} Absence Changes after one seq and up to another were missed. */

const KEY = "rca_dashboard.looked";
// By then what has changed meanwhile has arrived.
const CATCH_UP_MILLISECONDS = 3_000;
const SAVE_MILLISECONDS = 5_000;
const MOST_ABSENCES = 20;

const missed = createStore({
  isConnected: false,
  isLooking: false,
  isPaused: false, // what changes is not shown
  newest: 0, // the last seq that this page has heard of
  seen: 0, // the last one that was on the screen of this tab
  absences: /** @type {Absence[]} */ ([]),
  savedAt: 0,
  version: 0, // rises when a row may count as missed, or no longer
});

const publish = () => missed.update({ version: missed.get().version + 1 });

/** Return the last seq that any tab of this browser has shown. */
function loadSeen() {
  try {
    return Number(window.localStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
}

function saveSeen() {
  const { seen, newest } = missed.get();
  missed.update({ savedAt: Date.now() });
  try {
    if (seen > loadSeen() || newest < loadSeen()) window.localStorage.setItem(KEY, String(seen));
  } catch {
    // A browser that stores nothing knows of the absences of this page alone.
  }
}

/** @param {Absence} absence */
function endAbsence(absence) {
  const { absences, newest } = missed.get();
  const ended = absences.map((each) => (each === absence ? { ...each, until: newest } : each));
  // Another database may have another history.
  missed.update({ absences: ended.filter(({ from, until }) => until > from) });
  publish();
}

function comeBack() {
  const { seen, absences } = missed.get();
  const absence = { from: Math.max(seen, loadSeen()), until: Infinity };
  if (absence.from === 0) return;
  missed.update({ absences: [...absences, absence].slice(-MOST_ABSENCES) });
  window.setTimeout(() => endAbsence(absence), CATCH_UP_MILLISECONDS);
}

function look() {
  const { isConnected, isLooking } = missed.get();
  const isHere = isConnected && document.visibilityState === "visible" && window.location.pathname === "/";
  if (isHere === isLooking) return;
  missed.update({ isLooking: isHere });
  if (isHere) comeBack();
  else saveSeen();
  publish();
}

/**
 * Set how far the feed has come.
 * @param {number} seq
 */
export function setLatestSeq(seq) {
  const { newest, isLooking, isPaused, savedAt } = missed.get();
  missed.update({ newest: Math.max(newest, seq) });
  if (!isLooking || isPaused) return;
  missed.update({ seen: missed.get().newest });
  if (Date.now() - savedAt > SAVE_MILLISECONDS) saveSeen();
}

/**
 * Set whether the list is paused.
 * @param {boolean} isPaused
 */
export function setListPaused(isPaused) {
  if (isPaused === missed.get().isPaused) return;
  missed.update({ isPaused });
  if (!missed.get().isLooking) return;
  if (isPaused) saveSeen();
  else comeBack();
}

/**
 * Return whether a row changed during an absence.
 * @param {TicketRow | { revision: number }} row
 */
export const wasMissed = (row) =>
  missed.get().absences.some(({ from, until }) => row.revision > from && row.revision <= until);

/**
 * Call when a row may count as missed, or no longer; return a function that ends it.
 * @param {() => void} listener
 */
export const subscribeToMissed = (listener) => watch(missed, ({ version }) => version, listener);

/**
 * Set the state of the connection.
 * @param {{ status: string }} connection
 */
export function setConnection({ status }) {
  missed.update({ isConnected: status === "connected" });
  look();
}

if (typeof window !== "undefined") {
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => {
    if (missed.get().isLooking) saveSeen();
  });
  window.setInterval(look, 1_000);
}
