// How many notifications are unread, in the tab: before the title that the page has, and as a dot on the icon.

import { createStore } from "../kit/store.js";

const LARGEST_SHOWN = 99;
const COUNT = /^\(\d+\+?\) /;
const ICONS = { plain: "/favicon.svg", unread: "/favicon-unread.svg" };

const store = createStore({ unread: 0 });

/** @param {string} title */
export const withoutCount = (title) => title.replace(COUNT, "");

/**
 * Return a title with the count before it.
 * @param {string} title
 * @param {number} count
 */
export function withCount(title, count) {
  const shown = count > LARGEST_SHOWN ? `${LARGEST_SHOWN}+` : String(count);
  return count > 0 ? `(${shown}) ${withoutCount(title)}` : withoutCount(title);
}

function show() {
  const { unread } = store.get();
  const title = withCount(document.title, unread);
  if (title !== document.title) document.title = title;
  const icon = unread > 0 ? ICONS.unread : ICONS.plain;
  const link = document.querySelector("link[rel=icon]");
  if (link && link.getAttribute("href") !== icon) link.setAttribute("href", icon);
}

/** @param {number} count */
export function setUnreadInTab(count) {
  store.update({ unread: count });
  show();
}

// Each page sets its own title, and so does the ticket that is open beside the list.
if (typeof window !== "undefined" && "MutationObserver" in window)
  new MutationObserver(show).observe(document.head, { childList: true, subtree: true, characterData: true });
