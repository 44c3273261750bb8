// The connection from this browser to the app: connected, reconnecting, offline, or stale.
/** @import { Connection } from "#wire" */
import { serverNow, useTick } from "../kit/clock.js";
import { createStore, watch } from "../kit/store.js";
import { useStore } from "../kit/use_store.js";
import { checkSession, redirectToLogin } from "../login/session.js";

// The app sends its status at least every 4 s; two of them missed and a little more is silence.
const SILENCE_MILLISECONDS = 9_000;
// An app that stands still for some seconds, as at the end of a suspended machine, keeps its sockets: a thousand pages
// that drop them together would only add to its work.
const DEAD_MILLISECONDS = 35_000;
const GIVEN_UP_MILLISECONDS = 30_000;
// Reflex tries again at least every 2 s while it tries at all.
const STUCK_MILLISECONDS = 6_000;
const PATIENCE_MILLISECONDS = 1_500;
// What arrived while a tab was frozen is handled a moment after it wakes.
const WAKING_MILLISECONDS = 1_500;
// By then a page has a socket, wherever HTTP is answered and sockets may be opened.
const BLOCKED_MILLISECONDS = 20_000;
const RELOADED_KEY = "live_reloaded_at";
const RELOAD_PAUSE_MILLISECONDS = 30_000;

/** @type {Connection} */
const NOT_YET = { status: "reconnecting", was_connected: false, is_blocked: false };

const isNetworkOff = () => typeof navigator !== "undefined" && navigator.onLine === false;

const store = createStore({
  errors: /** @type {unknown[]} */ ([]), // of the socket, since it was last connected
  downSince: Date.now(),
  heardAt: 0, // by Date.now(): only spans are measured by it
  networkOffAt: isNetworkOff() ? 0 : /** @type {number | undefined} */ (undefined),
  staleAt: 0,
  connection: NOT_YET,
});

const socket = () => (typeof window === "undefined" ? undefined : window.liveSocket);
const isDown = () => store.get().errors.length > 0 || socket()?.open === 0;

function statusNow() {
  const { downSince, heardAt, networkOffAt } = store.get();
  const isSilent = Date.now() - heardAt > SILENCE_MILLISECONDS;
  // Browsers report no network under some VPNs, and where only the loopback is up: a socket heard since then is up.
  if (networkOffAt !== undefined && (isDown() || isSilent || heardAt <= networkOffAt)) return "offline";
  if (isDown()) return Date.now() - downSince > GIVEN_UP_MILLISECONDS ? "offline" : "reconnecting";
  if (heardAt === 0) return "reconnecting";
  return isSilent ? "stale" : "connected";
}

/**
 * Drop a dead socket. A connection that died while the computer slept reports nothing: Engine.IO would wait for a ping
 * for up to 145 s. So a visible page drops a socket that has been open, and silent, for long, and gets another.
 * @param {string} status
 */
function dropDeadSocket(status) {
  const now = Date.now();
  const { heardAt, staleAt } = store.get();
  if (status !== "stale") store.update({ staleAt: 0 });
  else if (!staleAt) store.update({ staleAt: now });
  else if (now - staleAt < WAKING_MILLISECONDS || document.visibilityState !== "visible") return;
  else if (now - Math.max(window.liveSocket.openedAt, heardAt) > DEAD_MILLISECONDS) window.liveSocket.drop();
}

function observeNetwork() {
  if (!isNetworkOff()) store.update({ networkOffAt: undefined });
  else if (store.get().networkOffAt === undefined) store.update({ networkOffAt: Date.now() });
}

function publish() {
  observeNetwork();
  if (!isDown()) store.update({ downSince: Date.now() });
  const status = statusNow();
  dropDeadSocket(status);
  const { connection } = store.get();
  if (status === connection.status) return;
  const isConnected = status === "connected";
  store.update({
    connection: {
      status,
      was_connected: connection.was_connected || isConnected,
      is_blocked: connection.is_blocked && !isConnected,
    },
  });
}

/**
 * Set the errors of the socket that Reflex knows, since it was last connected.
 * @param {unknown[]} errors
 */
export function setSocketErrors(errors) {
  store.update({ errors });
  publish();
}

/** @param {number} now */
const isStuck = (now) => now - Math.max(socket()?.triedAt ?? now, store.get().downSince) > STUCK_MILLISECONDS;

/** @param {number} now */
function reload(now) {
  if (now - Number(sessionStorage.getItem(RELOADED_KEY)) < RELOAD_PAUSE_MILLISECONDS) return;
  sessionStorage.setItem(RELOADED_KEY, String(now));
  window.location.reload();
}

/**
 * While the socket is down, find out why. A login that has ended is refused for ever: go to the login page. And where
 * Reflex has stopped trying though the app answers, reload the page: the list's state is in the address, so nothing is
 * lost.
 */
async function findOutWhyDown() {
  const now = Date.now();
  const { connection, downSince } = store.get();
  const patience = connection.was_connected ? PATIENCE_MILLISECONDS : 0;
  if (!isDown() || now - downSince < patience || document.visibilityState !== "visible") return;
  const session = await checkSession();
  if (session === "unknown") redirectToLogin();
  else if (session === "known" && !connection.was_connected) noteBlocked(now - downSince);
  else if (session === "known" && store.get().connection.was_connected && isStuck(now)) reload(now);
}

/**
 * HTTP is answered, and no socket has ever opened: a proxy in between does not pass them on.
 * @param {number} waited
 */
function noteBlocked(waited) {
  const { connection } = store.get();
  if (waited < BLOCKED_MILLISECONDS || connection.is_blocked) return;
  store.update({ connection: { ...connection, is_blocked: true } });
}

function scheduleFindingOut() {
  // Spread, so that a thousand pages do not ask together when the app comes back; a page that opens asks soon.
  const wait = store.get().connection.was_connected ? 2_000 + 2_000 * Math.random() : 1_000;
  window.setTimeout(() => findOutWhyDown().finally(scheduleFindingOut), wait);
}

/** Record that a message has arrived from the app: any message proves the connection. */
export function recordMessage() {
  store.update({ heardAt: Date.now() });
  publish();
}

if (typeof window !== "undefined") {
  for (const name of ["online", "offline", "focus", "pageshow", "live-socket"]) window.addEventListener(name, publish);
  document.addEventListener("visibilitychange", () => {
    store.update({ staleAt: 0 });
    publish();
  });
  window.setInterval(publish, 1_000);
  scheduleFindingOut();
}

/**
 * Call at each change of the connection; return a function that ends it.
 * @param {(connection: Connection) => void} listener
 */
export const subscribeToConnection = (listener) => watch(store, ({ connection }) => connection, listener);

/** The connection, for components. */
export const useConnection = () => useStore(store, ({ connection }) => connection);

/**
 * Return whether a moment is past, by the server's clock; 0 is none.
 * @param {number} at
 */
export function useIsPast(at) {
  useTick();
  return at > 0 && serverNow() > at;
}

/**
 * Return how long ago the tickets were last known to be what ServiceNow has, in words.
 * @param {number} at
 */
export function useAge(at) {
  useTick();
  if (!at) return "";
  const seconds = Math.max(0, Math.round((serverNow() - at) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
