// What is new among the user's notifications, shown once in this tab by a toast, and once for all tabs on the desktop.
/** @import { Bell, BellItem } from "#wire" */
import { createStore } from "../kit/store.js";
import { dismissOnDesktop, showOnDesktop } from "./desktop.js";
import { dismissToasts } from "./open_toasts.js";
import { isDisconnected, showMissedNotifications, showNotifications } from "./toasts.js";

const SEEN_KEY = "rca_dashboard.seen_notification";

const store = createStore({
  bell: /** @type {Bell | null} */ (null), // the last one; null before the first
  boot: "", // the run of the app that made it
  seen: 0, // the newest id that this tab has shown
});

/** Return the newest id that any tab of this browser has shown; null if none ever has. */
function loadSeen() {
  try {
    const kept = window.localStorage.getItem(SEEN_KEY);
    return kept === null ? null : Number(kept);
  } catch {
    return null;
  }
}

/** @param {number} seen */
function saveSeen(seen) {
  store.update({ seen });
  try {
    window.localStorage.setItem(SEEN_KEY, String(seen));
  } catch {
    // A browser that stores nothing is shown nothing of an absence.
  }
}

/**
 * Return the unread ones that came since the last look; a burst that has grown is news again.
 * @param {BellItem[]} items
 */
function freshOf(items) {
  const { bell, seen } = store.get();
  const titles = new Map((bell?.items ?? []).map((item) => [item.id, item.title]));
  /** @param {BellItem} item */
  const hasGrown = (item) => titles.has(item.id) && titles.get(item.id) !== item.title;
  return items.filter((item) => !item.is_read && (item.id > seen || hasGrown(item)));
}

/**
 * Return a function that says whether an earlier notification is read, dismissed, or too far down to know.
 * @param {Bell} bell
 * @returns {(id: number) => boolean}
 */
function isGoneBy(bell) {
  const items = new Map(bell.items.map((item) => [item.id, item]));
  const oldest = bell.items.at(-1)?.id ?? 0;
  return (id) => items.get(id)?.is_read ?? (bell.unread === 0 || id > oldest || bell.items.length === 0);
}

/**
 * Return whether a bell is not newer than the last one, or not the user's at all.
 * @param {Bell} bell
 * @param {string} boot
 */
function isOld(bell, boot) {
  const last = store.get();
  if (bell.rev < 0 || !boot) return true;
  return boot === last.boot && last.bell !== null && bell.rev < last.bell.rev;
}

/**
 * Take the bell from the app. One that is older than the last is dropped, unless another run of the app made it.
 * @param {Bell} bell
 * @param {string} boot
 */
export function receiveBell(bell, boot) {
  if (isOld(bell, boot)) return;
  const newest = bell.items[0]?.id ?? 0;
  const isFirst = store.get().bell === null;
  if (isFirst) store.update({ seen: loadSeen() ?? newest });
  const wasAway = isFirst || isDisconnected();
  const fresh = freshOf(bell.items);
  store.update({ bell, boot });
  saveSeen(wasAway ? newest : Math.max(store.get().seen, newest));
  const isGone = isGoneBy(bell);
  dismissToasts(isGone);
  dismissOnDesktop(isGone);
  if (fresh.length === 0) return;
  if (wasAway) showMissedNotifications(fresh, bell.unread);
  else {
    showNotifications(fresh);
    showOnDesktop(fresh);
  }
}
