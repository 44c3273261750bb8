// Where an open ticket's messages enter the page, and the ways to and from it: mounted once, shows nothing.
/** @import { AnchorHTMLAttributes, MouseEvent as ReactMouseEvent, PropsWithChildren } from "react" */
/** @import { NavigateFunction } from "react-router" */
/** @import { ListRefProps, OpenTicket, TicketFeedProps, TicketPageLinkProps, TicketRefProps } from "#wire" */
import { createElement, useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import { isClosingClick } from "../kit/overlays.js";
import { createStore } from "../kit/store.js";
import { useLatest } from "../kit/use_latest.js";
import { shortened } from "../language/shortened.js";
import { nameOf, rowsNow } from "../list/rows_on_screen.js";
import { setOpenTicket } from "../marks/marks.js";
import { withoutCount } from "../notifications/unread_in_tab.js";
import { rememberList } from "./back_to_list.js";
import { setAnchor } from "./panel_place.js";
import { answers, isBehind, receiveOlder, receiveTicket, setRequestedTicket, useTicket } from "./ticket.js";
import { pageAddress, panelAddress, requestedTicket } from "./ticket_address.js";

const PATIENCE_MILLISECONDS = 1_500;
// An answer that has not come by then may never come: ask for the ticket that is wanted now.
const ANSWER_MILLISECONDS = 1_000;
// A change that comes while the ticket stands open has been seen; spread, as many may look at one incident.
const SEEN_MILLISECONDS = 2_000;
// A tab shows some twenty characters, a list of tabs or the history a line.
const LONGEST_TITLE = 80;
const INTERACTIVE = "a,button,input,select,textarea,summary,label,[role=button]";

const page = createStore({
  navigate: /** @type {NavigateFunction | undefined} */ (undefined),
  isClosing: false,
  asking: "", // the ticket that the app has been asked for, and not answered yet
  next: "", // the one to ask for after that
  timer: 0,
});

const here = () => requestedTicket(window.location);
/** @param {MouseEvent | ReactMouseEvent} event */
const isPlain = (event) =>
  event.button === 0 && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

/**
 * Show a ticket beside the list. From the list it replaces the one that is open, so that Back closes it.
 * @param {string} ticket
 * @param {{ replaces?: boolean }} options
 */
export function openBeside(ticket, { replaces = here().asked !== "" } = {}) {
  if (here().asked === "") setAnchor(ticket);
  page.update({ asking: "", next: "" });
  go(ticket, replaces);
}

/**
 * @param {string} ticket
 * @param {boolean} replaces
 */
function go(ticket, replaces) {
  const state = { opened: !replaces || Boolean(window.history.state?.usr?.opened) };
  page
    .get()
    .navigate?.(panelAddress(window.location.search, ticket), { replace: replaces, preventScrollReset: true, state });
}

/** Return whether the panel shows a ticket that the address does not ask for yet. */
export const isAhead = () => page.get().next !== "";

/**
 * Show a ticket in place of the open one, as soon as the app has answered for the one before.
 * @param {string} ticket
 */
export function showNext(ticket) {
  if (page.get().asking !== "") {
    page.update({ next: ticket });
    return;
  }
  page.update({ asking: ticket, next: "", timer: window.setTimeout(goOn, ANSWER_MILLISECONDS) });
  go(ticket, true);
}

function goOn() {
  const { asking, next, timer } = page.get();
  window.clearTimeout(timer);
  page.update({ asking: "", next: "", timer: 0 });
  if (next !== "" && next !== asking) showNext(next);
  else followAddress(here());
}

/**
 * Show the ticket that the address asks for, unless it is behind what the panel shows already.
 * @param {{ asked: string, is_panel: boolean }} requested
 */
function followAddress(requested) {
  const { asking } = page.get();
  if (!isAhead() && (asking === "" || asking === requested.asked)) setRequestedTicket(requested);
}

/** Close the panel: go back to where it was opened, or to the same list where the page began with it. */
export function closePanel() {
  const { isClosing, navigate } = page.get();
  const { asked } = here();
  if (isClosing || asked === "") return;
  setAnchor(asked);
  page.update({ isClosing: true, asking: "", next: "" });
  if (window.history.state?.usr?.opened) navigate?.(-1);
  else navigate?.(panelAddress(window.location.search, null), { replace: true, preventScrollReset: true });
}

/**
 * A link to a ticket: in the panel it stays there; opened in a tab of its own it is a page.
 * @param {PropsWithChildren<TicketRefProps & AnchorHTMLAttributes<HTMLAnchorElement>>} props
 */
export function TicketRef({ ticket, children, ...rest }) {
  /** @param {ReactMouseEvent} event */
  const follow = (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    if (here().is_panel) openBeside(ticket, { replaces: false });
    else page.get().navigate?.(pageAddress(ticket));
  };
  return createElement("a", { ...rest, href: pageAddress(ticket), onClick: follow }, children);
}

/**
 * A link from the panel to the ticket's own page.
 * @param {PropsWithChildren<TicketPageLinkProps & AnchorHTMLAttributes<HTMLAnchorElement>>} props
 */
export function TicketPageLink({ ticket, children, ...rest }) {
  return createElement(ListRef, { ...rest, href: pageAddress(ticket) }, children);
}

/**
 * A link to the list that does not reload the page.
 * @param {PropsWithChildren<ListRefProps & AnchorHTMLAttributes<HTMLAnchorElement>>} props
 */
export function ListRef({ href, children, ...rest }) {
  /** @param {ReactMouseEvent} event */
  const follow = (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    page.get().navigate?.(href);
  };
  return createElement("a", { ...rest, href, onClick: follow }, children);
}

/**
 * A plain click on a row or its number opens the ticket beside the list, unless it means something else there or ends a
 * selection. It is handled before any other listener: Reflex's own navigation would scroll the list to its top.
 * @param {MouseEvent} event
 */
function openRow(event) {
  const target = /** @type {Element} */ (event.target);
  const row = rowUnder(event);
  if (!row || !isPlain(event)) return;
  const pressed = target.closest(INTERACTIVE);
  if (pressed ? !pressed.matches("a.ticket-link") : !document.getSelection()?.isCollapsed) return;
  event.preventDefault();
  event.stopPropagation();
  const ticket = ticketOf(row);
  if (!isClosingClick() && ticket) openBeside(ticket);
}

/** @param {MouseEvent} event */
const rowUnder = ({ target }) =>
  /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest?.("[data-testid=ticket-row]"));

/**
 * Return what an address calls the ticket of a row on the page.
 * @param {HTMLElement | null} drawn
 */
function ticketOf(drawn) {
  const row = rowsNow().find(({ sys_id: sysId }) => sysId === drawn?.dataset.sysId);
  return row ? nameOf(row, rowsNow()) : drawn?.dataset.number;
}

/**
 * A middle click, or one with Ctrl, anywhere in a row opens a new tab, as it does on the row's link.
 * @param {MouseEvent} event
 */
function openRowInNewTab(event) {
  const isForNewTab = event.button === 1 || (event.button === 0 && (event.ctrlKey || event.metaKey));
  const ticket = ticketOf(rowUnder(event));
  if (!isForNewTab || !ticket || /** @type {Element} */ (event.target).closest(INTERACTIVE)) return;
  event.preventDefault();
  if (event.type !== "mousedown") window.open(pageAddress(ticket), "_blank", "noopener");
}

/**
 * A middle button that goes down would scroll the page by itself.
 * @param {MouseEvent} event
 */
const preventAutoscroll = (event) => event.button === 1 && openRowInNewTab(event);

/** @param {OpenTicket} ticket */
function useTitle({ is_loaded: isLoaded, is_known: isKnown, number, short_description: text }) {
  const plain = useRef("");
  const named = shortened([number, text].filter(Boolean).join(" "), LONGEST_TITLE);
  const title = isLoaded && isKnown ? `${named} · RCA Dashboard` : "";
  useEffect(() => {
    if (!title) return undefined;
    plain.current = withoutCount(document.title);
    document.title = title;
    return () => {
      if (withoutCount(document.title) === title) document.title = plain.current;
    };
  }, [title]);
}

/** @param {TicketFeedProps} props */
export function TicketFeed({ ticket, pulse, older, onBehind, onOpened }) {
  page.update({ navigate: useNavigate() });
  const location = useLocation();
  const shown = useTicket();
  const calls = useLatest({ onBehind, onOpened });

  useEffect(() => {
    page.update({ isClosing: false });
    if (location.pathname === "/") rememberList(panelAddress(location.search, null));
    followAddress(requestedTicket(location));
  }, [location]);
  useEffect(() => () => setRequestedTicket({ asked: "", is_panel: false }), []);
  useEffect(() => {
    receiveTicket(ticket);
    if (ticket && answers(ticket, page.get().asking)) goOn();
  }, [ticket]);
  useEffect(() => receiveOlder(older), [older]);
  useEffect(() => {
    // The ticket itself may be on its way: ask only when it has not arrived after a moment.
    const timer = window.setTimeout(() => isBehind(pulse) && calls.current.onBehind?.(), PATIENCE_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [pulse]);
  const opened = shown.is_loaded && shown.is_known ? shown.sys_id : "";
  const openedAt = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a ticket is opened once, and not with each of its versions.
  useEffect(() => {
    openedAt.current = shown.rev;
    if (opened) calls.current.onOpened?.();
    setOpenTicket(opened);
    return () => setOpenTicket("");
  }, [opened]);
  useEffect(() => {
    if (!opened || shown.rev === openedAt.current) return undefined;
    const timer = window.setTimeout(
      () => {
        openedAt.current = shown.rev;
        calls.current.onOpened?.();
      },
      SEEN_MILLISECONDS * (1 + Math.random()),
    );
    return () => window.clearTimeout(timer);
  }, [opened, shown.rev]);
  useEffect(() => {
    const listeners = { click: openRow, auxclick: openRowInNewTab, mousedown: preventAutoscroll };
    const all = [...Object.entries(listeners), /** @type {const} */ (["click", openRowInNewTab])];
    for (const [name, listener] of all)
      window.addEventListener(name, /** @type {EventListener} */ (listener), { capture: true });
    return () => {
      for (const [name, listener] of all)
        window.removeEventListener(name, /** @type {EventListener} */ (listener), { capture: true });
    };
  }, []);
  useTitle(shown);
  return null;
}
