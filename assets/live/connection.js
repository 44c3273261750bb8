// The hop from this browser to the app, told honestly: connected, reconnecting, offline, or stale.
import { useSyncExternalStore } from "react";
import { serverNow, useTick } from "./clock.js";

// The app's heart beats every 15 s; two beats missed and a little is silence.
const SILENCE_MILLISECONDS = 35_000;
const GIVEN_UP_MILLISECONDS = 30_000;

let socketIsDown = false;
let downSince = 0;
let heardAt = 0; // by Date.now(): only spans are taken of it
let connection = { status: "reconnecting", was_connected: false };
const listeners = new Set();

function statusNow() {
  if (typeof navigator !== "undefined" && navigator.onLine === false) return "offline";
  if (socketIsDown) return Date.now() - downSince > GIVEN_UP_MILLISECONDS ? "offline" : "reconnecting";
  if (heardAt === 0) return "reconnecting";
  return Date.now() - heardAt > SILENCE_MILLISECONDS ? "stale" : "connected";
}

function publish() {
  const status = statusNow();
  if (status === connection.status) return;
  connection = { status, was_connected: connection.was_connected || status === "connected" };
  listeners.forEach((listener) => listener(connection));
}

/** Take what Reflex knows of the socket: its errors since it was last connected. */
export function learnSocket(errors) {
  const isDown = errors.length > 0;
  if (isDown && !socketIsDown) downSince = Date.now();
  socketIsDown = isDown;
  publish();
}

/** Any message from the app proves the hop. */
export function hear() {
  heardAt = Date.now();
  publish();
}

if (typeof window !== "undefined") {
  for (const name of ["online", "offline", "focus", "pageshow"]) window.addEventListener(name, publish);
  document.addEventListener("visibilitychange", publish);
  window.setInterval(publish, 1_000);
}

/** Call with each change of the connection; gives a function that ends it. */
export function onConnection(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The connection, for components. */
export const useConnection = () => useSyncExternalStore(onConnection, () => connection, () => connection);

/** How long ago the tickets were last known to be what ServiceNow has, in words. */
export function useAge(at) {
  useTick();
  if (!at) return "";
  const seconds = Math.max(0, Math.round((serverNow() - at) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
