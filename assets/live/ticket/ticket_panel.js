// The panel beside the list. On a narrow screen it covers all, and the page behind it can neither be seen nor reached.
import { createElement, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { useAdoptedPage } from "../list/adopted_page.js";
import { useTicket } from "./ticket.js";
import { requestedTicket } from "./ticket_address.js";
import { closePanel } from "./ticket_feed.js";

const NARROW = "(max-width: 720px)";

function useNarrow() {
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

/** Whether the last thing that a person did was to press a key. */
let byKeyboard = false;
if (typeof window !== "undefined") {
  document.addEventListener("keydown", () => (byKeyboard = true), { capture: true });
  document.addEventListener("pointerdown", () => (byKeyboard = false), { capture: true });
}

const rowOf = (number) =>
  [...document.querySelectorAll("[data-testid=ticket-row]")].find((row) => row.dataset.number === number);

/** The focus goes into the panel when it opens, and back to the row when a key closes it. */
function useFocus(panel, { isMounted, isOpen, asked }) {
  const opener = useRef("");
  // A page that opens with a panel takes no focus.
  const wasOpen = useRef(typeof window !== "undefined" && requestedTicket(window.location).asked !== "");
  useEffect(() => {
    if (!isMounted) return;
    if (isOpen && !wasOpen.current) panel.current?.focus({ preventScroll: true });
    if (!isOpen && wasOpen.current && byKeyboard)
      (rowOf(opener.current)?.querySelector("a") ?? document.getElementById("content"))?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
    if (isOpen) opener.current = asked;
  }, [isMounted, isOpen, asked]);
}

/** The row of the open ticket is marked, also when the list has moved on under it. */
function useOpenRow(number, isOpen) {
  const page = useAdoptedPage();
  useEffect(() => {
    const row = isOpen ? rowOf(number) : undefined;
    row?.setAttribute("aria-current", "true");
    return () => row?.removeAttribute("aria-current");
  }, [number, isOpen, page]);
}

/** What lies behind can be neither focused nor read out while the panel covers it. */
function useCover(panel, isCovering) {
  useEffect(() => {
    if (!isCovering) return undefined;
    const behind = [...document.body.children].filter(
      (each) => each !== panel.current && !each.inert && each.tagName !== "SCRIPT",
    );
    behind.forEach((each) => (each.inert = true));
    return () => behind.forEach((each) => (each.inert = false));
  }, [isCovering]);
}

export function TicketPanel({ children }) {
  const { asked, number, is_panel: isPanel } = useTicket();
  const panel = useRef(null);
  const [isMounted, setMounted] = useState(false);
  const isNarrow = useNarrow();
  const isOpen = isMounted && isPanel && asked !== "";

  useEffect(() => setMounted(true), []);
  useOpenRow(number || asked, isOpen);
  useCover(panel, isOpen && isNarrow);
  useFocus(panel, { isMounted, isOpen, asked });
  useEffect(() => {
    panel.current?.scrollTo({ top: 0 });
  }, [asked]);

  if (!isOpen) return null;
  const close = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closePanel();
  };
  const label = {
    "aria-label": `Ticket ${asked}`,
    role: isNarrow ? "dialog" : "complementary",
    "aria-modal": isNarrow || undefined,
  };
  const own = { ref: panel, tabIndex: -1, className: "ticket-panel", "data-testid": "ticket-panel", onKeyDown: close };
  return createPortal(createElement("div", { ...own, ...label }, children), document.body);
}
