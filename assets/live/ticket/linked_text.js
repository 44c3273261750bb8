// A text of a ticket, never markup: its web addresses are links to new tabs, and its numbers links to tickets.
/** @import { LinkedTextProps } from "#wire" */
import { createElement } from "react";
import { TicketRef } from "./ticket_feed.js";

// No user or password before an @: such addresses are made to look like others.
const LINKS = /https?:\/\/[^\s<>"'`]+|\b(?:INC|PRB|CHG|RITM|REQ|SCTASK|PTASK|CTASK|TASK)\d{6,10}\b/gi;
const ENDS = /[.,;:!?…]+$/;
/** @type {Record<string, string>} */
const OPENING = { ")": "(", "]": "[", "}": "{" };

/**
 * Return an address without what belongs to the sentence around it: a full stop, a bracket that was opened before it.
 * @param {string} found
 */
function withoutEnd(found) {
  let address = found.replace(ENDS, "");
  for (let last = address.at(-1) ?? ""; OPENING[last]; last = address.at(-1) ?? "") {
    if (address.split(last).length <= address.split(OPENING[last]).length) break;
    address = address.slice(0, -1).replace(ENDS, "");
  }
  return address;
}

/** @param {string} address */
function isSafe(address) {
  try {
    const { protocol, hostname, username, password } = new URL(address);
    return /^https?:$/.test(protocol) && hostname !== "" && username === "" && password === "";
  } catch {
    return false;
  }
}

/**
 * Return a text in parts, of which some are links.
 * @param {string} text
 * @returns {{ text: string, kind: "text" | "address" | "ticket" }[]}
 */
export function partsOf(text) {
  /** @type {{ text: string, kind: "text" | "address" | "ticket" }[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINKS)) {
    const isAddress = match[0].includes("://");
    const found = isAddress ? withoutEnd(match[0]) : match[0];
    if (match.index < end || (isAddress && !isSafe(found))) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), kind: "text" });
    parts.push({ text: found, kind: isAddress ? "address" : "ticket" });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), kind: "text" });
  return parts;
}

/** @param {LinkedTextProps} props */
export function LinkedText({ text }) {
  return partsOf(text).map((part, place) => {
    if (part.kind === "text") return createElement("span", { key: place }, part.text);
    if (part.kind === "ticket")
      return createElement(
        TicketRef,
        { key: place, ticket: part.text.toUpperCase(), className: "text-link", translate: "no" },
        part.text,
      );
    const own = { href: part.text, target: "_blank", rel: "noopener noreferrer nofollow", translate: "no" };
    return createElement("a", { key: place, className: "text-link", ...own }, part.text);
  });
}
