// A ticket's number: a click opens it beside the list, and it is a link to open in a tab of its own or to copy.
/** @import { AnchorHTMLAttributes, MouseEvent, PropsWithChildren } from "react" */
/** @import { TicketLinkProps } from "#wire" */
import { createElement, useEffect } from "react";
import { updateTabStop } from "../kit/row_focus.js";

/** @param {MouseEvent} event */
const isPlain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

/** @param {PropsWithChildren<TicketLinkProps & AnchorHTMLAttributes<HTMLAnchorElement>>} props */
export function TicketLink({ onOpen, children, ...rest }) {
  useEffect(() => {
    updateTabStop();
    return updateTabStop;
  }, []);
  /** @param {MouseEvent} event */
  const open = (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    onOpen?.();
  };
  return createElement("a", { ...rest, tabIndex: -1, onClick: open }, children);
}
