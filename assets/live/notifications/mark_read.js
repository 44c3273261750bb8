// What the user can do with a notification: mark it as read in all tabs, and open what it is about.
import { createStore } from "../kit/store.js";

const actions = createStore({
  read: /** @param {number[]} _ids */ (_ids) => {},
  go: /** @param {string} link */ (link) => window.location.assign(link),
});

/**
 * Set the handler that marks notifications as read, and how the page goes to another page of ours.
 * @param {((ids: number[]) => void) | undefined} onRead
 * @param {((link: string) => void) | undefined} navigate
 */
export function setNotificationActions(onRead, navigate) {
  const { read, go } = actions.get();
  actions.update({ read: onRead ?? read, go: navigate ?? go });
}

/**
 * Mark notifications as read, in all tabs.
 * @param {number[]} ids
 */
export function markRead(ids) {
  if (ids.length > 0) actions.get().read(ids);
}

/**
 * Go to what a notification is about, and mark it as read.
 * @param {string} link
 * @param {number[]} ids
 */
export function openLink(link, ids) {
  markRead(ids);
  if (link) actions.get().go(link);
}
