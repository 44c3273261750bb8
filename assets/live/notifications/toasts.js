// Toasts: each notice once, the newest of a subject in the place of the older one; of all that a poll brings, one.
/** @import { BellItem, Connection, Notice } from "#wire" */
import { serverNow } from "../kit/clock.js";
import { getPreferences } from "../kit/preferences.js";
import { createStore } from "../kit/store.js";
import { translate, translatePlural, translateSent } from "../language/translate.js";
import { addToOpen, closeHere, isWanted, show } from "./open_toasts.js";

/** @typedef {{ began: number, notice: Notice | null, items: Map<number, BellItem> }} Poll What one poll has brought. */

// What comes within 5 s belongs to one poll, as on the app's notice board.
const TOGETHER_MILLISECONDS = 5_000;
const MOST_LINES = 4;
const BLOCKED = translate(
  "The dashboard answers, but a proxy or firewall on the way does not let its websocket through. Ask whoever runs it to pass WebSocket upgrades on for /_event.",
);
const ARRIVALS = "arrivals";
const RANK = { error: 0, warning: 1, success: 2, info: 3 };

const store = createStore({
  returnedAt: 0, // when the connection came back, by the server's clock
  seen: /** @type {number | null} */ (null), // the last notice that this page knows; null before the first look
  isLost: false,
  poll: /** @type {Poll} */ ({ began: 0, notice: null, items: new Map() }),
});

/**
 * Return whether a notice is of an absence: what arrived then is on the page, and "Connected again" says so.
 * @param {Notice} notice
 */
const isMissed = (notice) => notice.subject === ARRIVALS && notice.id <= store.get().returnedAt;

/** Users who have chosen tables, groups, categories or sources see those tickets alone, by notifications. */
function hasSubscribed() {
  const rules = getPreferences().notices;
  return (
    rules !== undefined &&
    [rules.table, rules.assignment_group, rules.category, rules.source].some((chosen) => chosen?.length > 0)
  );
}

/**
 * Return a level with which Sonner makes a toast.
 * @param {{ level: string }} each
 */
const levelOf = ({ level }) => /** @type {Notice["level"]} */ (level);

/** @param {{ level: string }} each */
const rankOf = (each) => RANK[levelOf(each)];

/**
 * Return whether a toast is worth its place over the list: for what is critical or fails, and for what the user watches.
 * Everything else counts in the bar and at the bell.
 * @param {{ level: string, event?: string }} each
 */
const isToasted = ({ level, event }) => level === "warning" || level === "error" || event === "watched_ticket";

function currentPoll() {
  const { poll } = store.get();
  const isOver = Date.now() - poll.began > TOGETHER_MILLISECONDS;
  return isOver ? { began: Date.now(), notice: null, items: new Map() } : poll;
}

/** One toast for all that a poll brings: the notice of new tickets, or else the gravest notification, then the others. */
function showPoll() {
  const { notice, items } = store.get().poll;
  const others = [...items.values()].sort((one, other) => rankOf(one) - rankOf(other) || other.id - one.id);
  // The notice counts all new tickets; those that the user wants to hear about are among them.
  const beside = notice ? others.filter((item) => item.event !== "new_ticket") : others.slice(1);
  const head = notice ?? others[0];
  const lines = [head.text, ...beside.map((item) => item.title)].filter(Boolean).map(translateSent);
  const more =
    lines.length > MOST_LINES ? [translate("and {count} more", { count: lines.length - MOST_LINES + 1 })] : [];
  const gravest = [head, ...beside].reduce((one, other) => (rankOf(other) < rankOf(one) ? other : one));
  const description = [...lines.slice(0, more.length > 0 ? MOST_LINES - 1 : MOST_LINES), ...more].join("\n");
  const link = others.length === 1 ? others[0].link : others.length > 1 ? "/notifications" : "";
  show(levelOf(gravest), translateSent(head.title), ARRIVALS, description, {
    ids: others.map((item) => item.id),
    link,
  });
}

/** @param {Notice} notice */
function showNotice(notice) {
  if (notice.subject !== ARRIVALS) {
    show(notice.level, translateSent(notice.title), notice.subject, translateSent(notice.text));
  } else if (!hasSubscribed() && isToasted(notice)) {
    store.update({ poll: { ...currentPoll(), notice } });
    showPoll();
  }
}

/**
 * Show the notices that have come since the last look. What was on the board when the page opened is history.
 * @param {Notice[]} notices
 * @param {string} boot
 */
export function showNotices(notices, boot) {
  if (!boot) return;
  const { seen } = store.get();
  const last = notices.at(-1)?.id ?? 0;
  const fresh = seen === null ? [] : notices.filter((notice) => notice.id > seen && !isMissed(notice));
  new Map(fresh.map((notice) => [notice.subject, notice])).forEach(showNotice);
  store.update({ seen: Math.max(seen ?? 0, last) });
}

/**
 * Show notifications that have just come. Those of polling are added to the notice that all users see.
 * @param {BellItem[]} items
 */
export function showNotifications(items) {
  /** @param {string} event */
  const about = (event) => items.filter((item) => item.event === event);
  for (const item of about("import"))
    show(levelOf(item), translateSent(item.title), "import", translateSent(item.text));
  addToOpen(
    "poll",
    about("polling").map((item) => item.id),
  );
  const tickets = items.filter((item) => item.event.endsWith("_ticket") && isToasted(item));
  if (tickets.length === 0) return;
  const poll = currentPoll();
  const added = tickets.map((item) => /** @type {const} */ ([item.id, item]));
  store.update({ poll: { ...poll, items: new Map([...poll.items, ...added]) } });
  showPoll();
}

/**
 * Show once all that came while the page was away or closed.
 * @param {BellItem[]} items
 * @param {number} unread
 */
export function showMissedNotifications(items, unread) {
  const count = items.length === 10 ? Math.max(unread, 10) : items.length;
  const lines = items.slice(0, MOST_LINES - 1).map((item) => translateSent(item.title));
  const link = items.length === 1 ? items[0].link : "/notifications";
  const ids = items.map((item) => item.id);
  const title = translatePlural(
    count,
    "While you were away: {count} notification",
    "While you were away: {count} notifications",
  );
  show("info", title, "away", lines.join("\n"), { ids, link });
}

/** Return whether the connection is lost: what arrives next was missed. */
export const isDisconnected = () => store.get().isLost;

function showReconnected() {
  store.update({ returnedAt: serverNow() });
  // Users who want errors alone are not shown that one has ended.
  if (isWanted("success", "connection"))
    show("success", translate("Connected again"), "connection", translate("You're up to date."));
  else closeHere("connection");
}

/**
 * Show once that the connection is lost, and once that it is back.
 * @param {Connection} connection
 */
export function showConnection({ status, was_connected: wasConnected, is_blocked: isBlocked }) {
  const { isLost } = store.get();
  if (isBlocked) show("error", translate("Live updates are blocked"), "connection", BLOCKED);
  if (status === "connected") {
    if (isLost) showReconnected();
    store.update({ isLost: false });
  } else if (wasConnected && !isLost) {
    store.update({ isLost: true });
    show(
      "warning",
      translate("Connection lost"),
      "connection",
      translate("Reconnecting automatically. Data may be out of date."),
    );
  }
}
