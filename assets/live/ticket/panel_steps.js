// From the ticket in the panel to those of the rows around it. The panel follows at once with what the row knows; the app is
// asked for one ticket at a time, and for the last one wanted when it has answered: a key held down makes no queue.
/** @import { ButtonHTMLAttributes, PropsWithChildren } from "react" */
/** @import { PanelStepProps } from "#wire" */
import { createElement } from "react";
import { focusRow, interceptRowSteps } from "../kit/row_focus.js";
import { nameOf, rowsNow, useRows } from "../list/rows_on_screen.js";
import { setAnchor } from "./panel_place.js";
import { requestedNow, setRequestedTicket, useTicket } from "./ticket.js";
import { isAhead, showNext } from "./ticket_feed.js";

/**
 * Return the place of a ticket among rows, or -1.
 * @param {{ number: string, sys_id: string }[]} rows
 * @param {string} asked
 */
const placeOf = (rows, asked) => rows.findIndex((row) => row.number === asked || row.sys_id === asked);

/**
 * Return the ticket so many rows away from one, as an address calls it; from one that is not in the list, the first.
 * @param {{ number: string, sys_id: string }[]} rows
 * @param {string} asked
 * @param {number} step
 */
export function ticketAfter(rows, asked, step) {
  const from = placeOf(rows, asked);
  const row = from < 0 ? rows[0] : rows[from + step];
  return row ? nameOf(row, rows) : "";
}

/**
 * Show the ticket so many rows away, if the panel is open; return whether it is.
 * @param {number} step
 */
export function stepPanel(step) {
  const { asked, isPanel } = requestedNow();
  if (!isPanel || asked === "") return false;
  const ticket = ticketAfter(rowsNow(), asked, step);
  if (ticket === "") return true;
  setAnchor("");
  setRequestedTicket({ asked: ticket, is_panel: true });
  focusRow(ticket);
  showNext(ticket);
  return true;
}

if (typeof window !== "undefined") interceptRowSteps(stepPanel);

/** @param {PropsWithChildren<PanelStepProps & ButtonHTMLAttributes<HTMLButtonElement>>} props */
export function PanelStep({ step, children, ...rest }) {
  const rows = useRows();
  const { asked, number, sys_id: sysId } = useTicket();
  const isLast = ticketAfter(rows, isAhead() ? asked : sysId || number || asked, step) === "";
  // A button that is disabled would lose the focus, and the next key with it.
  const own = { "aria-disabled": isLast, onClick: () => stepPanel(step) };
  return createElement("button", { ...rest, ...own, type: "button" }, children);
}
