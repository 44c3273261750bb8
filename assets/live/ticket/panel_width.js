// The width of the panel: dragged or set by keys, and kept by the browser.
/** @import { KeyboardEvent, PointerEvent } from "react" */
import { createElement } from "react";
import { createStore } from "../kit/store.js";
import { useStore } from "../kit/use_store.js";
import { translate } from "../language/translate.js";

const KEY = "rca_dashboard.panel_width";
const LEAST = 420;
const MOST = 640;
const USUAL = 480;
const STEP = 20;

/** @param {number} width */
const limited = (width) => Math.round(Math.min(MOST, Math.max(LEAST, width)));

function remembered() {
  try {
    return limited(Number(window.localStorage.getItem(KEY)) || USUAL);
  } catch {
    return USUAL;
  }
}

const store = createStore({ width: USUAL, isDragged: false });

/** Draw the panel as wide as it was last; ticket.css takes the width from here. */
export function applyPanelWidth() {
  if (!store.get().isDragged) store.update({ width: remembered() });
  document.documentElement.style.setProperty("--panel-chosen", `${store.get().width}px`);
}

/** @param {number} width */
function choose(width) {
  store.update({ width: limited(width) });
  document.documentElement.style.setProperty("--panel-chosen", `${store.get().width}px`);
}

function keep() {
  store.update({ isDragged: false });
  try {
    window.localStorage.setItem(KEY, String(store.get().width));
  } catch {
    // A browser that stores nothing forgets the width with the page.
  }
}

/** @param {PointerEvent<HTMLElement>} event */
function drag(event) {
  if (store.get().isDragged) choose(document.documentElement.clientWidth - event.clientX);
}

/** @param {PointerEvent<HTMLElement>} event */
function startDrag(event) {
  if (event.button !== 0) return;
  event.preventDefault(); // no text is selected
  event.currentTarget.setPointerCapture(event.pointerId);
  event.currentTarget.focus();
  store.update({ isDragged: true });
}

/** @type {Record<string, (width: number) => number>} */
const KEYS = {
  ArrowLeft: (width) => width + STEP,
  ArrowRight: (width) => width - STEP,
  Home: () => MOST,
  End: () => LEAST,
};

/** @param {KeyboardEvent} event */
function handleKey(event) {
  const next = KEYS[event.key];
  if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  choose(next(store.get().width));
  keep();
}

/** The line between the list and the panel. */
export function PanelSeparator() {
  const { width, isDragged } = useStore(store, (state) => state);
  const value = { "aria-valuenow": width, "aria-valuemin": LEAST, "aria-valuemax": MOST };
  const name = {
    "aria-label": translate("Width of the ticket panel"),
    "aria-orientation": /** @type {const} */ ("vertical"),
  };
  return createElement("div", {
    className: "panel-separator",
    role: "separator",
    tabIndex: 0,
    "data-testid": "panel-separator",
    "data-dragged": isDragged,
    ...name,
    ...value,
    onPointerDown: startDrag,
    onPointerMove: drag,
    onPointerUp: keep,
    onPointerCancel: keep,
    onKeyDown: handleKey,
  });
}
