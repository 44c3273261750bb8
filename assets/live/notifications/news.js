// What is new among one's notifications, told once in this tab: by a toast, and by one notification for the whole desktop.
import { dismissOnDesktop, showOnDesktop } from "./desktop.js";
import { dismissToasts, isDisconnected, showMissedNotifications, showNotifications } from "./toasts.js";

const SEEN_KEY = "rca_dashboard.seen_notification";

let known = null; // the last bell; null before the first
let knownBoot = "";
let seen = null; // the newest id that this tab has told

/** What some tab of this browser has told; null where none ever has. */
function seenByAny() {
  try {
    const kept = window.localStorage.getItem(SEEN_KEY);
    return kept === null ? null : Number(kept);
  } catch {
    return null;
  }
}

function remember(id) {
  seen = id;
  try {
    window.localStorage.setItem(SEEN_KEY, String(id));
  } catch {
    // A browser that keeps nothing is told of no absence.
  }
}

/** Unread ones that came since the last look; a burst that has grown is news again. */
function freshOf(items) {
  const titles = new Map((known?.items ?? []).map((item) => [item.id, item.title]));
  return items.filter(
    (item) => !item.is_read && (item.id > seen || (titles.has(item.id) && titles.get(item.id) !== item.title)),
  );
}

/** Whether a notification of a bell before is read, dismissed, or too far down to know. */
function isGoneBy(bell) {
  const items = new Map(bell.items.map((item) => [item.id, item]));
  const oldest = bell.items.length > 0 ? bell.items[bell.items.length - 1].id : 0;
  return (id) => {
    const item = items.get(id);
    return item ? item.is_read : bell.unread === 0 || id > oldest || bell.items.length === 0;
  };
}

/** Take the bell from the app; one that is older than the last is dropped, unless another run of the app made it. */
export function receiveBell(bell, boot) {
  if (bell.rev < 0 || !boot || (boot === knownBoot && known && bell.rev < known.rev)) return;
  const newest = bell.items.length > 0 ? bell.items[0].id : 0;
  const isFirst = known === null;
  if (isFirst) seen = seenByAny() ?? newest;
  const wasAway = isFirst || isDisconnected();
  const fresh = freshOf(bell.items);
  known = bell;
  knownBoot = boot;
  remember(wasAway ? newest : Math.max(seen, newest));
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
