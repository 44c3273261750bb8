// Toasts: each notice once, the newest of a subject in the place of the older one.
import { toast } from "sonner";
import { serverNow } from "./clock.js";

// What asks for a look stays long enough for somebody who has just turned away.
const MILLISECONDS = { success: 5_000, info: 5_000, warning: 12_000, error: 12_000 };

const show = (level, title, subject, description) =>
  toast[level](title, { id: subject, description, duration: MILLISECONDS[level] });

let returnedAt = 0; // when the connection came back, by the server's clock
// What arrived during an absence stands on the page, and "Connected again" says so.
const isMissed = (notice) => notice.subject === "arrivals" && notice.id <= returnedAt;

let seen = null; // the last notice that this page knows; null before the first look

/** Show the notices that came since the last look. What stood on the board when the page opened is history. */
export function showNotices(notices, boot) {
  if (!boot) return;
  const last = notices.length > 0 ? notices[notices.length - 1].id : 0;
  const fresh = seen === null ? [] : notices.filter((notice) => notice.id > seen && !isMissed(notice));
  const bySubject = new Map(fresh.map((notice) => [notice.subject, notice]));
  bySubject.forEach((notice) => show(notice.level, notice.title, notice.subject, notice.text));
  seen = Math.max(seen ?? 0, last);
}

let lost = false;

/** Tell once that the connection is lost, and once that it is back. */
export function tellConnection({ status, was_connected }) {
  if (status === "connected") {
    if (lost) show("success", "Connected again", "connection", "What was missed is on the page.");
    if (lost) returnedAt = serverNow();
    lost = false;
  } else if (was_connected && !lost) {
    lost = true;
    show("warning", "Connection lost", "connection", "Trying again; what is shown may be old.");
  }
}
