// The keys of the page; all single ones are off while one types, and where somebody has turned them off (WCAG 2.1.4).
import { useEffect, useRef } from "react";
import { closeNewest, isDialogOpen, showDialog } from "./open_things.js";
import { getPreferences } from "./preferences.js";
import { isRowFocused, moveRowFocus } from "./row_focus.js";

const CHORD_MILLISECONDS = 1_500;
const TYPING = "input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable=true]";
const PAGES = { d: "/", n: "/notifications", o: "/operations", s: "/settings" };
const MODES = ["live", "notify", "paused"];

let chordUntil = 0; // after g, by Date.now()
let modeBefore = "live"; // where p leads back to

const press = (testid) => document.querySelector(`[data-testid=${testid}]`)?.click();
const chooseMode = (mode) => press(`live-mode-${mode}`);

function pause() {
  const { live_mode: mode } = getPreferences();
  if (mode !== "paused") modeBefore = mode;
  chooseMode(mode === "paused" ? modeBefore : "paused");
}

const nextMode = () => chooseMode(MODES[(MODES.indexOf(getPreferences().live_mode) + 1) % MODES.length]);

const ACTIONS = {
  j: () => moveRowFocus(1),
  k: () => moveRowFocus(-1),
  "/": () => document.querySelector("[data-testid=search-input]")?.focus(),
  r: () => press("refresh-button"),
  p: pause,
  m: nextMode,
  n: () => press("new-tickets-bar"),
  g: () => (chordUntil = Date.now() + CHORD_MILLISECONDS),
  "?": () => showDialog("keys-sheet"),
};

/** Take a key; says whether it meant anything here. */
function take(event, go) {
  const typing = event.target.closest?.(TYPING);
  if (event.key === "Escape") return !typing && closeNewest();
  if (typing || isDialogOpen()) return false;
  if (isRowFocused() && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    moveRowFocus(event.key === "ArrowDown" ? 1 : -1);
    return true;
  }
  if (!getPreferences().has_single_keys || event.key.length !== 1) return false;
  const page = Date.now() < chordUntil ? PAGES[event.key] : undefined;
  chordUntil = 0;
  const action = page ? () => go(page) : ACTIONS[event.key];
  action?.();
  return Boolean(action);
}

/** Listens for keys; shows nothing. */
export function Keys({ onGo }) {
  const go = useRef(onGo);
  go.current = onGo;
  useEffect(() => {
    const listen = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (take(event, (page) => go.current(page))) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return null;
}
