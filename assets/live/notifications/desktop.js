// Notifications of the desktop, where the user has turned them on in this browser: one for all tabs, closed when it is
// read anywhere.
/** @import { BellItem } from "#wire" */
import { createStore } from "../kit/store.js";
import { translatePlural, translateSent } from "../language/translate.js";
import { openLink } from "./mark_read.js";

const ON_KEY = "rca_dashboard.desktop";
const UNUSABLE = "unusable";
const CLAIMED_KEY = "rca_dashboard.desktop_shown";
const LOCK = "rca_dashboard.desktop";
const MOST_CLAIMED = 100;
const HELD_MILLISECONDS = 30_000;

const store = createStore({
  shown: /** @type {Map<Notification, number[]>} */ (new Map()), // those of this tab, with the ids that they show
});

const isOffered = () => typeof window !== "undefined" && "Notification" in window;

/**
 * Return "off", "on", "blocked" by the browser's own settings, or "missing" where the browser has none (no https,
 * or Chrome on Android, whose constructor throws: it shows only those of a service worker).
 * @returns {"off" | "on" | "blocked" | "missing"}
 */
export function getDesktopState() {
  if (!isOffered() || window.localStorage.getItem(ON_KEY) === UNUSABLE) return "missing";
  if (window.Notification.permission === "denied") return "blocked";
  const isOn = window.localStorage.getItem(ON_KEY) === "on" && window.Notification.permission === "granted";
  return isOn ? "on" : "off";
}

/**
 * Turn them on or off, after a click: the browser may ask for permission.
 * @param {boolean} isOn
 */
export async function setDesktopEnabled(isOn) {
  if (isOn && isOffered()) await window.Notification.requestPermission();
  window.localStorage.setItem(ON_KEY, isOn ? "on" : "off");
  return getDesktopState();
}

/** @param {BellItem} item */
const name = (item) => `${item.id} ${item.title}`;
/** @returns {string[]} */
const recorded = () => JSON.parse(window.localStorage.getItem(CLAIMED_KEY) ?? "[]");
/** @param {BellItem[]} items */
const record = (items) =>
  window.localStorage.setItem(CLAIMED_KEY, JSON.stringify([...recorded(), ...items.map(name)].slice(-MOST_CLAIMED)));

/**
 * Return whether this tab is the first to take an item. No tab leads, so none waits for one that sleeps. A lock holds in
 * all tabs at once; what is in the storage reaches other tabs some moments later, so the lock is held until then.
 * @param {BellItem} item
 * @returns {Promise<boolean>}
 */
function isFirst(item) {
  if (recorded().includes(name(item))) return Promise.resolve(false);
  if (!window.navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    window.navigator.locks.request(`${LOCK} ${name(item)}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise((end) => window.setTimeout(end, HELD_MILLISECONDS));
    });
  });
}

/**
 * @param {string} title
 * @param {NotificationOptions} options
 */
function open(title, options) {
  try {
    return new window.Notification(title, options);
  } catch {
    window.localStorage.setItem(ON_KEY, UNUSABLE);
    return undefined;
  }
}

/** @param {BellItem[]} items */
function make(items) {
  const ids = items.map((item) => item.id);
  const titles = items.map((item) => translateSent(item.title));
  const title =
    items.length === 1 ? titles[0] : translatePlural(items.length, "{count} notification", "{count} notifications");
  const body = items.length === 1 ? translateSent(items[0].text) : titles.join("\n");
  const made = open(title, { body, tag: `rca_dashboard ${ids.join()}`, icon: "/favicon.svg" });
  if (!made) return;
  made.onclick = () => {
    window.focus();
    made.close();
    openLink(items.length === 1 ? items[0].link : "/notifications", ids);
  };
  store.update({ shown: new Map([...store.get().shown, [made, ids]]) });
}

/**
 * Show what has just come, once for all tabs of this browser: the tab that takes the newest item shows all of them.
 * @param {BellItem[]} items
 */
export async function showOnDesktop(items) {
  if (getDesktopState() !== "on" || !(await isFirst(items[0]))) return;
  const mine = items.filter((item) => !recorded().includes(name(item)));
  record(mine);
  if (mine.length > 0) make(mine);
}

/**
 * Close those all of whose notifications are read or dismissed.
 * @param {(id: number) => boolean} isGone
 */
export function dismissOnDesktop(isGone) {
  const { shown } = store.get();
  const gone = [...shown].filter(([, ids]) => ids.every(isGone)).map(([made]) => made);
  for (const made of gone) made.close();
  store.update({ shown: new Map([...shown].filter(([made]) => !gone.includes(made))) });
}
