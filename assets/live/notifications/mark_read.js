// What is done with a notification: marked as read in all tabs, and what it is about opened.

let read = () => {};
let go = (link) => window.location.assign(link);

/** Say through which handler notifications are marked as read, and how the page goes to another of ours. */
export function setNotificationActions(onRead, navigate) {
  read = onRead ?? read;
  go = navigate ?? go;
}

/** Mark notifications as read, in all tabs. */
export const markRead = (ids) => ids.length > 0 && read(ids);

/** Go to what a notification is about; it is read then. */
export function openLink(link, ids) {
  markRead(ids);
  if (link) go(link);
}
