// A browser's page for one test: a DOM of its own, modules that start afresh, and a clock that the test moves.
import { jest } from "bun:test";
import { Window } from "happy-dom";

const MODULES = new URL("../../../assets/live/", import.meta.url).pathname;
const HOME = "http://dashboard.example/";
const NAMES = [
  "document",
  "navigator",
  "location",
  "history",
  "localStorage",
  "sessionStorage",
  "Event",
  "EventTarget",
  "CustomEvent",
  "KeyboardEvent",
  "MouseEvent",
  "PointerEvent",
  "CloseEvent",
  "HTMLElement",
  "HTMLIFrameElement",
  "Element",
  "Node",
  "MutationObserver",
  "FormData",
];
const TIMERS = [
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "requestAnimationFrame",
  "cancelAnimationFrame",
];
const FRAME_MILLISECONDS = 16;
export const NOW = Date.UTC(2026, 10, 28, 12);

globalThis.IS_REACT_ACT_ENVIRONMENT = true;
globalThis.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), FRAME_MILLISECONDS);
globalThis.cancelAnimationFrame = (frame) => clearTimeout(frame);

/** Open an empty page at an address, with nothing loaded. What `kept` holds stands in its local storage. */
export function openPage(address = "/", kept = {}) {
  jest.useFakeTimers({ now: NOW });
  const window = new Window({ url: new URL(address, HOME).href });
  globalThis.window = window;
  for (const name of NAMES) globalThis[name] = window[name];
  // The page's timers are those that the test moves.
  for (const name of TIMERS) window[name] = (...given) => globalThis[name](...given);
  for (const [name, value] of Object.entries(kept)) window.localStorage.setItem(name, value);
  forgetModules();
}

/** Load a module of ours as a page does that opens: all that it stands on starts afresh with the page. */
export const load = (name) => import(MODULES + name);

function forgetModules() {
  for (const name of Object.keys(require.cache)) {
    if (name.startsWith(MODULES) || name.includes("/node_modules/sonner/")) delete require.cache[name];
  }
}

/** Let time pass: timers that end meanwhile run in their order. */
export const pass = (milliseconds) => jest.advanceTimersByTime(milliseconds);

/** Let promises that are ready go on. */
export async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** Whether somebody can see the page. */
export function show(isVisible) {
  const state = { visibilityState: isVisible ? "visible" : "hidden", hidden: !isVisible };
  for (const [name, value] of Object.entries(state))
    Object.defineProperty(document, name, { value, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

/** Chance falls on one number. */
export const chanceIs = (number) => jest.spyOn(Math, "random").mockReturnValue(number);
