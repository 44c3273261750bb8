// What changed while nobody could see it in the list: while the connection was cut, the window hidden, the list paused,
// or no page open at all.
// The feed's seq says it exactly, whatever the clocks say: a row's revision is the seq of its last change.

const KEY = "rca_dashboard.looked";
// By then what has changed meanwhile is here.
const CATCH_UP_MILLISECONDS = 3_000;
const KEPT_EVERY_MILLISECONDS = 5_000;
const MOST_ABSENCES = 20;

let isConnected = false;
let isLooking = false;
let isStill = false; // the list is paused: what changes is not shown
let newest = 0; // the last seq that this page has heard of
let seen = 0; // the last one that came under the reader's eyes in this tab
let absences = []; // { from, until }: changes after one seq and up to another were missed
let keptAt = 0;
const listeners = new Set();
const tell = () => listeners.forEach((listener) => listener());

/** The last seq that any tab of this browser has shown to somebody. */
function kept() {
  try {
    return Number(window.localStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
}

function keep() {
  keptAt = Date.now();
  try {
    if (seen > kept() || newest < kept()) window.localStorage.setItem(KEY, String(seen));
  } catch {
    // A browser that keeps nothing knows of the absences of this page alone.
  }
}

function comeBack() {
  const absence = { from: Math.max(seen, kept()), until: Infinity };
  if (absence.from === 0) return;
  absences = [...absences, absence].slice(-MOST_ABSENCES);
  window.setTimeout(() => {
    absence.until = newest;
    // Another database may have another history.
    absences = absences.filter(({ from, until }) => until > from);
    tell();
  }, CATCH_UP_MILLISECONDS);
}

function look() {
  const isHere = isConnected && document.visibilityState === "visible" && window.location.pathname === "/";
  if (isHere === isLooking) return;
  isLooking = isHere;
  if (isHere) comeBack();
  else keep();
  tell();
}

/** Learn how far the feed has come. */
export function setLatestSeq(seq) {
  newest = Math.max(newest, seq);
  if (!isLooking || isStill) return;
  seen = newest;
  if (Date.now() - keptAt > KEPT_EVERY_MILLISECONDS) keep();
}

/** Learn whether the list stands still. */
export function setListPaused(still) {
  if (still === isStill) return;
  isStill = still;
  if (!isLooking) return;
  if (still) keep();
  else comeBack();
}

/** Whether a row changed during an absence. */
export const wasMissed = (row) => absences.some(({ from, until }) => row.revision > from && row.revision <= until);

/** Call at each change; gives a function that ends it. */
export function subscribeToMissed(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Learn how the connection is. */
export function setConnection({ status }) {
  isConnected = status === "connected";
  look();
}

if (typeof window !== "undefined") {
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => isLooking && keep());
  window.setInterval(look, 1_000);
}
