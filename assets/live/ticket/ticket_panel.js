// The panel beside the list. On a narrow screen it covers everything, and the page behind it can be neither seen nor reached.
/** @import { KeyboardEvent, PropsWithChildren, RefObject } from "react" */
import { createElement, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { rowOf } from "../kit/row_focus.js";
import { createStore } from "../kit/store.js";
import { translate } from "../language/translate.js";
import { useAdoptedPage } from "../list/adopted_page.js";
import { restorePlace } from "./panel_place.js";
import { applyPanelWidth, PanelSeparator } from "./panel_width.js";
import { useTicket } from "./ticket.js";
import { requestedTicket } from "./ticket_address.js";
import { closePanel } from "./ticket_feed.js";

// There the list and the panel do not both fit.
const NARROW = "(max-width: 1099px)";

function useNarrow() {
  /** @param {() => void} listener */
  const subscribe = (listener) => {
    const media = window.matchMedia(NARROW);
    media.addEventListener("change", listener);
    return () => media.removeEventListener("change", listener);
  };
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(NARROW).matches,
    () => false,
  );
}

const lastInput = createStore({ isKey: false });

if (typeof window !== "undefined") {
  document.addEventListener("keydown", () => lastInput.update({ isKey: true }), { capture: true });
  document.addEventListener("pointerdown", () => lastInput.update({ isKey: false }), { capture: true });
}

/**
 * Move the focus into the panel when it opens, and back to the row when a key closes it.
 * @param {RefObject<HTMLElement | null>} panel
 * @param {{ isMounted: boolean, isOpen: boolean, asked: string }} state
 */
function useFocus(panel, { isMounted, isOpen, asked }) {
  const opener = useRef("");
  // A page that opens with a panel takes no focus.
  const wasOpen = useRef(typeof window !== "undefined" && requestedTicket(window.location).asked !== "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the panel is a ref.
  useEffect(() => {
    if (!isMounted) return;
    if (isOpen && !wasOpen.current) panel.current?.focus({ preventScroll: true });
    if (!isOpen && wasOpen.current && lastInput.get().isKey)
      (rowOf(opener.current)?.querySelector("a") ?? document.getElementById("content"))?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
    if (isOpen) opener.current = asked;
  }, [isMounted, isOpen, asked]);
}

/**
 * Mark the row of the open ticket, also when the list has moved on.
 * @param {string[]} names By which it may be known, the surest first
 * @param {boolean} isOpen
 */
function useOpenRow(names, isOpen) {
  const page = useAdoptedPage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page draws other rows.
  useEffect(() => {
    const row = isOpen ? names.map(rowOf).find(Boolean) : undefined;
    row?.setAttribute("aria-current", "true");
    return () => row?.removeAttribute("aria-current");
  }, [...names, isOpen, page]);
}

/**
 * Let nothing behind the panel be focused or read out while the panel covers it.
 * @param {RefObject<HTMLElement | null>} panel
 * @param {boolean} isCovering
 */
function useCover(panel, isCovering) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the panel is a ref.
  useEffect(() => {
    if (!isCovering) return undefined;
    const behind = [.../** @type {HTMLCollectionOf<HTMLElement>} */ (document.body.children)].filter(
      (each) => each !== panel.current && !each.inert && each.tagName !== "SCRIPT",
    );
    behind.forEach((each) => (each.inert = true));
    return () => behind.forEach((each) => (each.inert = false));
  }, [isCovering]);
}

/** @param {PropsWithChildren} props */
export function TicketPanel({ children }) {
  const { asked, number, sys_id: sysId, is_panel: isPanel } = useTicket();
  const panel = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [isMounted, setMounted] = useState(false);
  const isNarrow = useNarrow();
  const isOpen = isMounted && isPanel && asked !== "";

  useEffect(() => {
    applyPanelWidth();
    setMounted(true);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is drawn anew around the panel.
  useLayoutEffect(restorePlace, [isOpen]);
  useOpenRow([sysId, asked, number], isOpen);
  useCover(panel, isOpen && isNarrow);
  useFocus(panel, { isMounted, isOpen, asked });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each ticket begins at its top.
  useEffect(() => {
    panel.current?.scrollTo({ top: 0 });
  }, [asked]);

  if (!isOpen) return null;
  /** @param {KeyboardEvent} event */
  const close = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closePanel();
  };
  const label = {
    "aria-label": translate("Ticket {number}", { number: asked }),
    role: isNarrow ? "dialog" : "complementary",
    "aria-modal": isNarrow || undefined,
  };
  const own = { ref: panel, tabIndex: -1, className: "ticket-panel", "data-testid": "panel", onKeyDown: close };
  const content = createElement("div", { className: "ticket-panel-content", "data-testid": "ticket-panel" }, children);
  const separator = isNarrow ? null : createElement(PanelSeparator);
  return createPortal(createElement("div", { ...own, ...label }, separator, content), document.body);
}
