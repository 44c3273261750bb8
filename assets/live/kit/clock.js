// The server's time, and a tick for everything that shows an age. The computer's own clock may be wrong: ages come from
// the server's, and are never negative.
import { useSyncExternalStore } from "react";
import { createStore, watch } from "./store.js";
import { useStore } from "./use_store.js";

const TICK_MILLISECONDS = 5_000;

const ABSOLUTE = "rca_dashboard.absolute_times";

function choseAbsolute() {
  try {
    return typeof window !== "undefined" && window.localStorage.getItem(ABSOLUTE) === "true";
  } catch {
    return false;
  }
}

const clock = createStore({ offset: 0, tick: 0, isAbsolute: choseAbsolute() });

/**
 * Set the server's time from a message that has just arrived.
 * @param {number} serverMilliseconds
 */
export function setServerTime(serverMilliseconds) {
  if (serverMilliseconds > 0) clock.update({ offset: serverMilliseconds - Date.now() });
}

/** Return the server's time now, in ms since 1970. */
export const serverNow = () => Date.now() + clock.get().offset;

/** Render everything that shows an age again. */
export const advanceTick = () => clock.update({ tick: clock.get().tick + 1 });

if (typeof window !== "undefined") window.setInterval(advanceTick, TICK_MILLISECONDS);

/** Render again with each tick. */
export const useTick = () => useStore(clock, ({ tick }) => tick);

/** @param {() => void} listener */
const subscribeToTick = (listener) => watch(clock, ({ tick }) => tick, listener);

/**
 * Return what a function returns now; render again when a tick has changed it, which most of two hundred times in a
 * list is not.
 * @param {() => string} read
 */
export const useAtTick = (read) => useSyncExternalStore(subscribeToTick, read, read);

/**
 * Show all times as dates and clock times, or those of the last two hours as "4 min ago"; kept by the browser.
 * @param {boolean} isAbsolute
 */
export function setAbsoluteTimes(isAbsolute) {
  clock.update({ isAbsolute });
  try {
    window.localStorage.setItem(ABSOLUTE, String(isAbsolute));
  } catch {
    // A browser that stores nothing forgets the choice with the page.
  }
}

/** Whether times are absolute, for components. */
export const useAbsoluteTimes = () => useStore(clock, ({ isAbsolute }) => isAbsolute);
