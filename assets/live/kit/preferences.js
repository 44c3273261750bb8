// The user's preferences: what the app sent last, or what this tab has chosen a moment ago.
/** @import { Preferences, Status } from "#wire" */
import { useRef } from "react";
import { keepLanguage } from "../language/language_choice.js";
import { createStore, watch } from "./store.js";
import { useStore } from "./use_store.js";

/** @typedef {"live_mode" | "density" | "columns" | "has_single_keys" | "separator"} Drawn */
/** @typedef {Partial<Preferences> & Pick<Preferences, Drawn>} Known */

const KEY = "rca_dashboard.preferences";
// After that long the app has answered, or it is away.
const ANSWER_MILLISECONDS = 5_000;
const COLUMNS = [
  "ticket_id",
  "short_description",
  "status",
  "priority",
  "due_at",
  "category",
  "assignment_group",
  "assigned_to",
  "source",
  "age",
  "opened_at",
  "updated_at",
];
/** @type {Known} */
const DEFAULTS = {
  live_mode: "live",
  density: "comfortable",
  columns: COLUMNS,
  has_single_keys: true,
  separator: "comma",
};

/**
 * What this browser saw last: until the app has sent more, the page looks as it did before.
 * @returns {Known}
 */
function remembered() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) ?? "{}");
    return Array.isArray(kept.columns) ? { ...DEFAULTS, ...kept } : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}

const store = createStore({
  received: DEFAULTS, // from the app
  chosen: /** @type {Partial<Preferences>} */ ({}), // by this tab, a moment ago
  preferences: DEFAULTS, // both together
  timer: 0,
});

if (typeof window !== "undefined") {
  const last = remembered();
  store.update({ received: last, preferences: last });
}

function settle() {
  const { received, chosen, preferences } = store.get();
  const next = { ...received, ...chosen };
  if (JSON.stringify(next) === JSON.stringify(preferences)) return;
  try {
    window.localStorage.setItem(KEY, JSON.stringify({ ...next, notices: undefined }));
  } catch {
    // A browser that stores nothing shows the defaults for a moment after each load.
  }
  store.update({ preferences: next });
}

/**
 * Take the preferences from the app.
 * @param {Partial<Preferences>} preferences
 */
export function setPreferences(preferences) {
  store.update({ received: { ...DEFAULTS, ...preferences } });
  settle();
  if (preferences.language) keepLanguage(preferences.language);
}

/**
 * Show a choice at once, while the app saves it; what the app answers to earlier choices changes nothing meanwhile.
 * @param {Partial<Preferences>} changes
 */
export function overridePreferences(changes) {
  const { chosen, timer } = store.get();
  window.clearTimeout(timer);
  store.update({
    chosen: { ...chosen, ...changes },
    timer: window.setTimeout(() => {
      store.update({ chosen: {} });
      settle();
    }, ANSWER_MILLISECONDS),
  });
  settle();
}

/** Return the preferences now. */
export const getPreferences = () => store.get().preferences;

/**
 * Call with the preferences and the previous ones at each change; return a function that ends it.
 * @param {(preferences: Known, before: Known) => void} listener
 */
export const subscribeToPreferences = (listener) => watch(store, ({ preferences }) => preferences, listener);

/** The preferences, for components. */
export const usePreferences = () => useStore(store, ({ preferences }) => preferences);

/**
 * Return the status that the figures show: while paused, the one from when the pause or the page began.
 * @param {Status} status
 */
export function useStatusOnScreen(status) {
  const isPaused = usePreferences().live_mode === "paused";
  const onScreen = useRef(status);
  if (!isPaused || onScreen.current.boot === "") onScreen.current = status;
  return onScreen.current;
}

/**
 * Return all columns: the chosen ones in their order, then the others.
 * @param {string[]} columns
 */
export const columnChoices = (columns) => [
  ...columns.map((field) => ({ field, is_shown: true })),
  ...COLUMNS.filter((field) => !columns.includes(field)).map((field) => ({ field, is_shown: false })),
];

/**
 * Return the columns with one more, or one less; never none.
 * @param {string[]} columns
 * @param {string} field
 * @param {boolean} isShown
 */
export function withColumn(columns, field, isShown) {
  const others = columns.filter((each) => each !== field);
  if (isShown) return [...others, field];
  return others.length > 0 ? others : columns;
}

/**
 * Return the columns with one moved by a step; at the end it stays.
 * @param {string[]} columns
 * @param {string} field
 * @param {number} step
 */
export function withMoved(columns, field, step) {
  const from = columns.indexOf(field);
  const to = from + step;
  if (from < 0 || to < 0 || to >= columns.length) return columns;
  const moved = [...columns];
  [moved[from], moved[to]] = [moved[to], moved[from]];
  return moved;
}

/**
 * Return whether the columns differ from the default ones.
 * @param {string[]} columns
 */
export const hasCustomColumns = (columns) => columns.join() !== COLUMNS.join();
