// Notifications of the desktop, on request, kept for each browser: one for all tabs, closed when it is read anywhere.
import { openLink } from "./mark_read.js";

const ON_KEY = "rca_dashboard.desktop";
const CLAIMED_KEY = "rca_dashboard.desktop_shown";
const LOCK = "rca_dashboard.desktop";
const MOST_CLAIMED = 100;
const HELD_MILLISECONDS = 30_000;

const shown = new Map(); // those that this tab has made, with what they tell

const isOffered = () => typeof window !== "undefined" && "Notification" in window;

/** "off", "on", "blocked" by the browser's own settings, or "missing" where the browser has none (no https). */
export function getDesktopState() {
  if (!isOffered()) return "missing";
  if (window.Notification.permission === "denied") return "blocked";
  const isOn = window.localStorage.getItem(ON_KEY) === "on" && window.Notification.permission === "granted";
  return isOn ? "on" : "off";
}

/** Turn them on, which may ask the browser's question, or off; a click calls it. */
export async function setDesktopEnabled(isOn) {
  if (isOn && isOffered()) await window.Notification.requestPermission();
  window.localStorage.setItem(ON_KEY, isOn ? "on" : "off");
  return getDesktopState();
}

const name = (item) => `${item.id} ${item.title}`;
const recorded = () => JSON.parse(window.localStorage.getItem(CLAIMED_KEY) ?? "[]");
const record = (items) =>
  window.localStorage.setItem(CLAIMED_KEY, JSON.stringify([...recorded(), ...items.map(name)].slice(-MOST_CLAIMED)));

/**
 * Whether this tab is the first to take an item. No tab leads, so none that sleeps is waited for. A lock is one for the
 * whole browser at once; what stands in the storage reaches other tabs some moments later, so the lock is held till then.
 */
function isFirst(item) {
  if (recorded().includes(name(item))) return Promise.resolve(false);
  if (!window.navigator.locks) return Promise.resolve(true);
  return new Promise((tell) => {
    window.navigator.locks.request(`${LOCK} ${name(item)}`, { ifAvailable: true }, (lock) => {
      tell(lock !== null);
      return lock && new Promise((end) => window.setTimeout(end, HELD_MILLISECONDS));
    });
  });
}

function make(items) {
  const ids = items.map((item) => item.id);
  const title = items.length === 1 ? items[0].title : `${items.length} notifications`;
  const body = items.length === 1 ? items[0].text : items.map((item) => item.title).join("\n");
  const made = new window.Notification(title, { body, tag: `rca_dashboard ${ids.join()}`, icon: "/favicon.svg" });
  made.onclick = () => {
    window.focus();
    made.close();
    openLink(items.length === 1 ? items[0].link : "/notifications", ids);
  };
  shown.set(made, ids);
}

/** Tell what has just come, once for all tabs of this browser: the tab that takes the newest of it tells it all. */
export async function showOnDesktop(items) {
  if (getDesktopState() !== "on" || !(await isFirst(items[0]))) return;
  const mine = items.filter((item) => !recorded().includes(name(item)));
  record(mine);
  if (mine.length > 0) make(mine);
}

/** Close those of which everything is read or dismissed. */
export function dismissOnDesktop(isGone) {
  [...shown]
    .filter(([, ids]) => ids.every(isGone))
    .forEach(([made]) => {
      made.close();
      shown.delete(made);
    });
}
