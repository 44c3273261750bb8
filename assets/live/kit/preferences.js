// One's own choices: what the app said last, or what this tab has chosen a moment ago.
import { useRef, useSyncExternalStore } from "react";

const KEY = "rca_dashboard.preferences";
// By then the app has answered, or it is away.
const ANSWERED_MILLISECONDS = 5_000;
const COLUMNS = [
  "ticket_id",
  "short_description",
  "status",
  "priority",
  "category",
  "assignment_group",
  "assigned_to",
  "source",
  "opened_at",
  "updated_at",
];
const DEFAULTS = { live_mode: "live", density: "comfortable", columns: COLUMNS, has_single_keys: true };

/** What this browser saw last: until the app has said more, the page looks as it did before. */
function remembered() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) ?? "{}");
    return Array.isArray(kept.columns) ? { ...DEFAULTS, ...kept } : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}

let told = typeof window === "undefined" ? DEFAULTS : remembered(); // by the app
let chosen = {}; // by this tab, a moment ago
let preferences = told;
let timer = 0;
const listeners = new Set();

function take(next) {
  if (JSON.stringify(next) === JSON.stringify(preferences)) return;
  const before = preferences;
  preferences = next;
  try {
    window.localStorage.setItem(KEY, JSON.stringify({ ...next, notices: undefined }));
  } catch {
    // A browser that keeps nothing shows the defaults for a moment after each load.
  }
  listeners.forEach((listener) => listener(next, before));
}

const settle = () => take({ ...told, ...chosen });

/** Take the choices from the app. */
export function setPreferences(choices) {
  told = { ...DEFAULTS, ...choices };
  settle();
}

/** Show a choice at once; the app is told beside, and its answers to earlier choices change nothing meanwhile. */
export function overridePreferences(changes) {
  chosen = { ...chosen, ...changes };
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    chosen = {};
    settle();
  }, ANSWERED_MILLISECONDS);
  settle();
}

/** The choices now. */
export const getPreferences = () => preferences;

/** Call with the choices and those before at each change; gives a function that ends it. */
export function subscribeToPreferences(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The choices, for components. */
export const usePreferences = () =>
  useSyncExternalStore(
    subscribeToPreferences,
    () => preferences,
    () => DEFAULTS,
  );

/** The status that the figures show: while paused, the one from when the pause or the page began. */
export function useStatusOnScreen(status) {
  const isPaused = usePreferences().live_mode === "paused";
  const onScreen = useRef(status);
  if (!isPaused || onScreen.current.boot === "") onScreen.current = status;
  return onScreen.current;
}

/** All columns: the chosen ones in their order, then the others. */
export const columnChoices = (columns) => [
  ...columns.map((field) => ({ field, is_shown: true })),
  ...COLUMNS.filter((field) => !columns.includes(field)).map((field) => ({ field, is_shown: false })),
];

/** The columns with one more, or one less; never none. */
export function withColumn(columns, field, isShown) {
  const others = columns.filter((each) => each !== field);
  if (isShown) return [...others, field];
  return others.length > 0 ? others : columns;
}

/** The columns with one moved by a step; at the end it stays. */
export function withMoved(columns, field, step) {
  const from = columns.indexOf(field);
  const to = from + step;
  if (from < 0 || to < 0 || to >= columns.length) return columns;
  const moved = [...columns];
  [moved[from], moved[to]] = [moved[to], moved[from]];
  return moved;
}

/** Whether the columns are not those that everybody has. */
export const hasCustomColumns = (columns) => columns.join() !== COLUMNS.join();
