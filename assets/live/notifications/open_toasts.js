// The toasts that are open: each with the notifications that it shows, so that reading them anywhere closes it.
/** @import { Notice } from "#wire" */
import { toast } from "sonner";
import { getPreferences } from "../kit/preferences.js";
import { createStore } from "../kit/store.js";
import { translate } from "../language/translate.js";
import { markRead, openLink } from "./mark_read.js";

/** @typedef {Notice["level"]} Level */

// What asks for a look stays long enough for a user who has just turned away.
const MILLISECONDS = { success: 5_000, info: 5_000, warning: 12_000, error: 12_000 };

const store = createStore({
  open: /** @type {Map<string, Set<number>>} */ (new Map()), // the ids of the notifications in a toast, by the toast's id
});
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("rca_dashboard.toasts");

/**
 * @param {string} id
 * @param {Iterable<number>} ids
 */
const setOpen = (id, ids) => store.update({ open: new Map([...store.get().open, [id, new Set(ids)]]) });

/** @param {string} id */
const forget = (id) => store.update({ open: new Map([...store.get().open].filter(([each]) => each !== id)) });

/**
 * Return whether the user wants such a toast. Errors are what fails: errors, and the lost connection.
 * @param {Level} level
 * @param {string} id
 */
export function isWanted(level, id) {
  const choice = getPreferences().toasts ?? "all";
  if (choice === "errors") return level === "error" || (id === "connection" && level === "warning");
  return choice !== "off";
}

/**
 * Close a toast in this tab.
 * @param {string} id
 */
export function closeHere(id) {
  if (!store.get().open.has(id)) return;
  forget(id);
  toast.dismiss(id);
}

/**
 * After the user has closed a toast: close it in all tabs, and mark what it showed as read.
 * @param {string} id
 */
function closeEverywhere(id) {
  const ids = store.get().open.get(id);
  if (ids === undefined) return;
  forget(id);
  channel?.postMessage(id);
  markRead([...ids]);
}

/**
 * Show a toast, in the place of the one with the same id.
 * @param {Level} level
 * @param {string} title
 * @param {string} id
 * @param {string} description
 * @param {{ ids?: number[], link?: string }} notifications Those that it shows, and where they lead.
 */
export function show(level, title, id, description, { ids = [], link = "" } = {}) {
  if (!isWanted(level, id)) {
    closeHere(id);
    return;
  }
  setOpen(id, ids);
  toast[level](title, {
    id,
    description,
    duration: MILLISECONDS[level],
    action: link ? { label: translate("Show"), onClick: () => openLink(link, ids) } : undefined,
    onDismiss: () => closeEverywhere(id),
    onAutoClose: () => forget(id),
  });
}

/**
 * Let an open toast show more notifications.
 * @param {string} id
 * @param {number[]} more
 */
export function addToOpen(id, more) {
  const ids = store.get().open.get(id);
  if (ids) setOpen(id, [...ids, ...more]);
}

/**
 * Close toasts all of whose notifications are read or dismissed, in whichever tab.
 * @param {(id: number) => boolean} isGone
 */
export function dismissToasts(isGone) {
  for (const [id, ids] of store.get().open) if (ids.size > 0 && [...ids].every(isGone)) closeHere(id);
}

if (channel) channel.onmessage = ({ data }) => closeHere(data);
