// Toasts: each notice once, the newest of a subject in the place of the older one.
import { toast } from "sonner";

let seen = null; // the last notice that this page knows; null before the first look

/** Show the notices that came since the last look. What stood on the board when the page opened is history. */
export function showNotices(notices, boot) {
  if (!boot) return;
  const last = notices.length > 0 ? notices[notices.length - 1].id : 0;
  const fresh = seen === null ? [] : notices.filter((notice) => notice.id > seen);
  const bySubject = new Map(fresh.map((notice) => [notice.subject, notice]));
  bySubject.forEach((notice) => toast[notice.level](notice.title, { id: notice.subject, description: notice.text }));
  seen = Math.max(seen ?? 0, last);
}

let lost = false;

/** Tell once that the connection is lost, and once that it is back. */
export function tellConnection({ status, was_connected }) {
  if (status === "connected") {
    if (lost) toast.success("Connected again", { id: "connection", description: "What was missed is on the page." });
    lost = false;
  } else if (was_connected && !lost) {
    lost = true;
    toast.warning("Connection lost", { id: "connection", description: "Trying again; what is shown may be old." });
  }
}
