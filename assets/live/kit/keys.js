// The page's keyboard shortcuts. Single keys do nothing while the user types, or has turned them off (WCAG 2.1.4).
/** @import { KeysProps } from "#wire" */
import { useEffect } from "react";
import { toggleCurrentRow } from "../selection/selection.js";
import { closeNewest, isDialogOpen, showDialog } from "./overlays.js";
import { getPreferences } from "./preferences.js";
import { isRowFocused, moveRowFocus } from "./row_focus.js";
import { createStore } from "./store.js";
import { useLatest } from "./use_latest.js";

/** @typedef {"live" | "notify" | "paused"} Mode */

const CHORD_MILLISECONDS = 1_500;
const TYPING = "input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable=true]";
/** @type {Record<string, string>} */
const PAGES = { c: "/cases", d: "/", n: "/notifications", o: "/operations", s: "/settings" };
/** @type {Mode[]} */
const MODES = ["live", "notify", "paused"];

const keys = createStore({
  chordUntil: 0, // after g, by Date.now()
  modeBefore: /** @type {Mode} */ ("live"), // to which p returns
});

/** @param {string} testid */
const find = (testid) => /** @type {HTMLElement | null} */ (document.querySelector(`[data-testid=${testid}]`));
/** @param {string} testid */
const press = (testid) => find(testid)?.click();
/** @param {Mode} mode */
const chooseMode = (mode) => press(`live-mode-${mode}`);

function togglePause() {
  const { live_mode: mode } = getPreferences();
  if (mode !== "paused") keys.update({ modeBefore: mode });
  chooseMode(mode === "paused" ? keys.get().modeBefore : "paused");
}

const chooseNextMode = () => chooseMode(MODES[(MODES.indexOf(getPreferences().live_mode) + 1) % MODES.length]);

/** @type {Record<string, () => void>} */
const ACTIONS = {
  j: () => moveRowFocus(1),
  k: () => moveRowFocus(-1),
  x: toggleCurrentRow,
  "/": () => find("search-input")?.focus(),
  r: () => press("refresh-button"),
  p: togglePause,
  m: chooseNextMode,
  n: () => press("new-tickets-bar"),
  g: () => keys.update({ chordUntil: Date.now() + CHORD_MILLISECONDS }),
  "?": () => showDialog("keys-sheet"),
};

/**
 * Return the key, or on layouts of other scripts (Cyrillic, Greek) the Latin letter in its place.
 * @param {KeyboardEvent} event
 */
function latinKey({ key, code }) {
  const isForeign = /** @type {number} */ (key.codePointAt(0)) > 0x7f && /^Key[A-Z]$/.test(code);
  return isForeign ? code.slice(3).toLowerCase() : key;
}

/**
 * Handle a single key; return whether it is a shortcut.
 * @param {string} key
 * @param {(page: string) => void} go
 */
function handleSingleKey(key, go) {
  const page = Date.now() < keys.get().chordUntil ? PAGES[key] : undefined;
  keys.update({ chordUntil: 0 });
  const action = page ? () => go(page) : ACTIONS[key];
  action?.();
  return Boolean(action);
}

/**
 * Handle a key; return whether it is a shortcut here.
 * @param {KeyboardEvent} event
 * @param {(page: string) => void} go
 */
function handleKey(event, go) {
  const isTyping = /** @type {Element} */ (event.target).closest?.(TYPING);
  if (event.key === "Escape") return !isTyping && closeNewest();
  if (isTyping || isDialogOpen()) return false;
  if (isRowFocused() && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    moveRowFocus(event.key === "ArrowDown" ? 1 : -1);
    return true;
  }
  if (!getPreferences().has_single_keys || event.key.length !== 1) return false;
  return handleSingleKey(latinKey(event), go);
}

/**
 * Listens for keys; shows nothing.
 * @param {KeysProps} props
 */
export function Keys({ onGo }) {
  const go = useLatest(onGo);
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const listen = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (handleKey(event, (page) => go.current(page))) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return null;
}
