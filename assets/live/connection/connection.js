// The hop from this browser to the app, told honestly: connected, reconnecting, offline, or stale.
import { useSyncExternalStore } from "react";
import { serverNow, useTick } from "../kit/clock.js";
import { checkSession, redirectToLogin } from "../kit/session.js";

// The app's heart beats every 15 s; two beats missed and a little is silence.
const SILENCE_MILLISECONDS = 35_000;
const GIVEN_UP_MILLISECONDS = 30_000;
// Reflex tries again at least every 2 s while it tries at all.
const STUCK_MILLISECONDS = 6_000;
const PATIENCE_MILLISECONDS = 1_500;
// What came while a tab was frozen is heard a moment after it wakes.
const WAKING_MILLISECONDS = 1_500;
const RELOADED_KEY = "live_reloaded_at";
const RELOAD_PAUSE_MILLISECONDS = 30_000;

let errors = [];
let downSince = Date.now();
let heardAt = 0; // by Date.now(): only spans are taken of it
const NOT_YET = { status: "reconnecting", was_connected: false };
let staleAt = 0;
let connection = NOT_YET;
const listeners = new Set();

const socket = () => (typeof window === "undefined" ? undefined : window.liveSocket);
const isDown = () => errors.length > 0 || socket()?.open === 0;

function statusNow() {
  if (typeof navigator !== "undefined" && navigator.onLine === false) return "offline";
  if (isDown()) return Date.now() - downSince > GIVEN_UP_MILLISECONDS ? "offline" : "reconnecting";
  if (heardAt === 0) return "reconnecting";
  return Date.now() - heardAt > SILENCE_MILLISECONDS ? "stale" : "connected";
}

/**
 * A connection that died while the computer slept tells nobody: Engine.IO would wait for a ping for up to 145 s. So a
 * page that is looked at gives up a socket that has been open, and silent, for two heartbeats, and gets a new one.
 */
function giveUpDeadSocket(status) {
  const now = Date.now();
  if (status !== "stale") staleAt = 0;
  else if (!staleAt) staleAt = now;
  else if (now - staleAt < WAKING_MILLISECONDS || document.visibilityState !== "visible") return;
  else if (now - socket().openedAt > SILENCE_MILLISECONDS) socket().drop();
}

function publish() {
  if (!isDown()) downSince = Date.now();
  const status = statusNow();
  giveUpDeadSocket(status);
  if (status === connection.status) return;
  connection = { status, was_connected: connection.was_connected || status === "connected" };
  listeners.forEach((listener) => listener(connection));
}

/** Take what Reflex knows of the socket: its errors since it was last connected. */
export function setSocketErrors(errorsNow) {
  errors = errorsNow;
  publish();
}

const isStuck = (now) => now - Math.max(socket()?.triedAt ?? now, downSince) > STUCK_MILLISECONDS;

function reload(now) {
  if (now - Number(sessionStorage.getItem(RELOADED_KEY)) < RELOAD_PAUSE_MILLISECONDS) return;
  sessionStorage.setItem(RELOADED_KEY, String(now));
  window.location.reload();
}

/**
 * While the socket is down, ask why. A login that has ended is refused for ever: leave for the login. And where Reflex
 * has stopped trying though the app answers, load the page anew: the list lives in the address, so nothing is lost.
 */
async function askWhyDown() {
  const now = Date.now();
  const patience = connection.was_connected ? PATIENCE_MILLISECONDS : 0;
  if (!isDown() || now - downSince < patience || document.visibilityState !== "visible") return;
  const known = await checkSession();
  if (known === "unknown") redirectToLogin();
  else if (known === "known" && connection.was_connected && isStuck(now)) reload(now);
}

function askAgainLater() {
  // Spread, so that a thousand pages do not ask together when the app comes back; a page that opens asks soon.
  const wait = connection.was_connected ? 2_000 + 2_000 * Math.random() : 1_000;
  window.setTimeout(() => askWhyDown().finally(askAgainLater), wait);
}

/** Any message from the app proves the hop. */
export function recordMessage() {
  heardAt = Date.now();
  publish();
}

if (typeof window !== "undefined") {
  for (const name of ["online", "offline", "focus", "pageshow", "live-socket"]) window.addEventListener(name, publish);
  document.addEventListener("visibilitychange", () => {
    staleAt = 0;
    publish();
  });
  window.setInterval(publish, 1_000);
  askAgainLater();
}

/** Call with each change of the connection; gives a function that ends it. */
export function subscribeToConnection(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The connection, for components. */
export const useConnection = () =>
  useSyncExternalStore(
    subscribeToConnection,
    () => connection,
    () => NOT_YET,
  );

/** How long ago the tickets were last known to be what ServiceNow has, in words. */
export function useAge(at) {
  useTick();
  if (!at) return "";
  const seconds = Math.max(0, Math.round((serverNow() - at) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
