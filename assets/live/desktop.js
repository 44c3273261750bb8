// Notifications of the desktop, on request, kept for each browser: one for all tabs, closed when it is read anywhere.
import { openLink } from "./mark_read.js";

const ON_KEY = "rca_dashboard.desktop";
const CLAIMED_KEY = "rca_dashboard.desktop_shown";
const LOCK = "rca_dashboard.desktop";
const MOST_CLAIMED = 100;

const shown = new Map(); // those that this tab has made, with what they tell

const isOffered = () => typeof window !== "undefined" && "Notification" in window;

/** "off", "on", "blocked" by the browser's own settings, or "missing" where the browser has none (no https). */
export function desktopState() {
  if (!isOffered()) return "missing";
  if (window.Notification.permission === "denied") return "blocked";
  const isOn = window.localStorage.getItem(ON_KEY) === "on" && window.Notification.permission === "granted";
  return isOn ? "on" : "off";
}

/** Turn them on, which may ask the browser's question, or off; a click calls it. */
export async function turnDesktop(isOn) {
  if (isOn && isOffered()) await window.Notification.requestPermission();
  window.localStorage.setItem(ON_KEY, isOn ? "on" : "off");
  return desktopState();
}

/** One tab after the other: each finds what no other has shown. No tab leads, so none that sleeps is waited for. */
function inTurn(work) {
  return window.navigator.locks ? window.navigator.locks.request(LOCK, work) : work();
}

function claim(items) {
  const claimed = JSON.parse(window.localStorage.getItem(CLAIMED_KEY) ?? "[]");
  const name = (item) => `${item.id} ${item.title}`;
  const mine = items.filter((item) => !claimed.includes(name(item)));
  window.localStorage.setItem(CLAIMED_KEY, JSON.stringify([...claimed, ...mine.map(name)].slice(-MOST_CLAIMED)));
  return mine;
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

/** Tell what has just come, once for all tabs of this browser. */
export async function onDesktop(items) {
  if (desktopState() !== "on") return;
  await inTurn(() => {
    const mine = claim(items);
    if (mine.length > 0) make(mine);
  });
}

/** Close those of which everything is read or dismissed. */
export function whatIsGoneFromDesktop(isGone) {
  [...shown].filter(([, ids]) => ids.every(isGone)).forEach(([made]) => {
    made.close();
    shown.delete(made);
  });
}
