// The server's time, and a tick for all who show an age. Own clocks are wrong: ages come from the server's and are never negative.
import { useSyncExternalStore } from "react";

const TICK_MILLISECONDS = 5_000;

let offset = 0;
let tick = 0;
const listeners = new Set();

/** Learn the server's time from a message that has just come. */
export function setServerTime(serverMilliseconds) {
  if (serverMilliseconds > 0) offset = serverMilliseconds - Date.now();
}

/** The server's time now, in ms since 1970. */
export const serverNow = () => Date.now() + offset;

/** Tell all who show an age that time has passed. */
export function advanceTick() {
  tick += 1;
  listeners.forEach((listener) => listener());
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

if (typeof window !== "undefined") window.setInterval(advanceTick, TICK_MILLISECONDS);

/** Render again with each tick. */
export const useTick = () =>
  useSyncExternalStore(
    subscribe,
    () => tick,
    () => 0,
  );

/** What a function gives now; render again when a tick has changed it, which most of two hundred times in a list is not. */
export const useAtTick = (read) => useSyncExternalStore(subscribe, read, read);
