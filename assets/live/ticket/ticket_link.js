// A ticket's number: a click opens it beside the list, and a link that one can open in a tab of its own or copy.
import { createElement, useEffect } from "react";
import { updateTabStop } from "../kit/row_focus.js";

const isPlain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

export function TicketLink({ onOpen, children, ...rest }) {
  useEffect(() => {
    updateTabStop();
    return updateTabStop;
  }, []);
  const open = (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    onOpen?.();
  };
  return createElement("a", { ...rest, tabIndex: -1, onClick: open }, children);
}
