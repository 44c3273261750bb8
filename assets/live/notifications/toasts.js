// Toasts: each notice once, the newest of a subject in the place of the older one; of all that a poll brings, one.
import { toast } from "sonner";
import { serverNow } from "../kit/clock.js";
import { getPreferences } from "../kit/preferences.js";
import { markRead, openLink } from "./mark_read.js";

// What asks for a look stays long enough for somebody who has just turned away.
const MILLISECONDS = { success: 5_000, info: 5_000, warning: 12_000, error: 12_000 };
// What comes within 5 s belongs to one poll, as on the app's notice board.
const TOGETHER_MILLISECONDS = 5_000;
const MOST_LINES = 4;
const ARRIVALS = "arrivals";

const open = new Map(); // the ids of the notifications that a toast tells, by the toast's id
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("rca_dashboard.toasts");

/** Errors are what fails: errors, and the lost connection. */
function isWanted(level, id) {
  const choice = getPreferences().toasts ?? "all";
  if (choice === "errors") return level === "error" || (id === "connection" && level === "warning");
  return choice !== "off";
}

function closeHere(id) {
  if (!open.has(id)) return;
  open.delete(id);
  toast.dismiss(id);
}

/** The reader has closed a toast: it goes in all tabs, and what it told is read. */
function closedByReader(id) {
  if (!open.has(id)) return;
  const told = open.get(id);
  open.delete(id);
  channel?.postMessage(id);
  markRead([...told]);
}

function show(level, title, id, description, { told = [], link = "" } = {}) {
  if (!isWanted(level, id)) return closeHere(id);
  open.set(id, new Set(told));
  const look = { label: "Open", onClick: () => openLink(link, told) };
  return toast[level](title, {
    id,
    description,
    duration: MILLISECONDS[level],
    action: link ? look : undefined,
    onDismiss: () => closedByReader(id),
    onAutoClose: () => open.delete(id),
  });
}

if (channel) channel.onmessage = ({ data }) => closeHere(data);

let returnedAt = 0; // when the connection came back, by the server's clock
let seen = null; // the last notice that this page knows; null before the first look
let lost = false;
// What arrived during an absence stands on the page, and "Connected again" says so.
const isMissed = (notice) => notice.subject === ARRIVALS && notice.id <= returnedAt;

/** Who has chosen tables, groups, categories or sources is told of those tickets alone; notifications bring them. */
const SUBSCRIPTIONS = ["table", "assignment_group", "category", "source"];
const hasSubscribed = () => SUBSCRIPTIONS.some((name) => (getPreferences().notices?.[name] ?? []).length > 0);

let poll = { began: 0, notice: null, items: new Map() };

function samePoll() {
  if (Date.now() - poll.began > TOGETHER_MILLISECONDS) poll = { began: Date.now(), notice: null, items: new Map() };
  return poll;
}

const RANK = { error: 0, warning: 1, success: 2, info: 3 };

/** One toast for all that a poll brings: the notice of new tickets, or else what is gravest, and then the others. */
function showPoll() {
  const { notice, items } = poll;
  const others = [...items.values()].sort((one, other) => RANK[one.level] - RANK[other.level] || other.id - one.id);
  // The notice tells of all new tickets; those that one wants to hear of are among them.
  const beside = notice ? others.filter((item) => item.event !== "new_ticket") : others.slice(1);
  const head = notice ?? others[0];
  const lines = [head.text, ...beside.map((item) => item.title)].filter(Boolean);
  const more = lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES + 1} more`] : [];
  const gravest = [head, ...beside].reduce((one, other) => (RANK[other.level] < RANK[one.level] ? other : one));
  const description = [...lines.slice(0, more.length > 0 ? MOST_LINES - 1 : MOST_LINES), ...more].join("\n");
  const link = others.length === 1 ? others[0].link : others.length > 1 ? "/notifications" : "";
  show(gravest.level, head.title, ARRIVALS, description, { told: others.map((item) => item.id), link });
}

/** Show the notices that came since the last look. What stood on the board when the page opened is history. */
export function showNotices(notices, boot) {
  if (!boot) return;
  const last = notices.length > 0 ? notices[notices.length - 1].id : 0;
  const fresh = seen === null ? [] : notices.filter((notice) => notice.id > seen && !isMissed(notice));
  const bySubject = new Map(fresh.map((notice) => [notice.subject, notice]));
  bySubject.forEach((notice) => {
    if (notice.subject !== ARRIVALS) return show(notice.level, notice.title, notice.subject, notice.text);
    if (hasSubscribed()) return undefined;
    samePoll().notice = notice;
    return showPoll();
  });
  seen = Math.max(seen ?? 0, last);
}

/** Show notifications that have just come. Of polling, the notice board tells everybody. */
export function showNotifications(items) {
  items.filter((item) => item.event === "import").forEach((item) => show(item.level, item.title, "import", item.text));
  items.filter((item) => item.event === "polling").forEach((item) => open.get("poll")?.add(item.id));
  const tickets = items.filter((item) => item.event.endsWith("_ticket"));
  if (tickets.length === 0) return;
  tickets.forEach((item) => samePoll().items.set(item.id, item));
  showPoll();
}

/** Tell once of all that came while the page was away or closed. */
export function showMissedNotifications(items, unread) {
  const count = items.length === 10 ? Math.max(unread, 10) : items.length;
  const words = count === 1 ? "1 notification" : `${count} notifications`;
  const lines = items.slice(0, MOST_LINES - 1).map((item) => item.title);
  const link = items.length === 1 ? items[0].link : "/notifications";
  show("info", `While you were away: ${words}`, "away", lines.join("\n"), { told: items.map((item) => item.id), link });
}

/** Close toasts all of whose notifications are read or dismissed, in whichever tab. */
export function dismissToasts(isGone) {
  [...open].filter(([, told]) => told.size > 0 && [...told].every(isGone)).forEach(([id]) => closeHere(id));
}

/** Whether the page has been away, and what comes now was missed. */
export const isDisconnected = () => lost;

/** Tell once that the connection is lost, and once that it is back. */
export function showConnection({ status, was_connected }) {
  if (status === "connected") {
    if (lost) {
      returnedAt = serverNow();
      // Who wants errors alone needs no word that one has ended.
      if (isWanted("success", "connection"))
        show("success", "Connected again", "connection", "What was missed is on the page.");
      else closeHere("connection");
    }
    lost = false;
  } else if (was_connected && !lost) {
    lost = true;
    show("warning", "Connection lost", "connection", "Trying again; what is shown may be old.");
  }
}
