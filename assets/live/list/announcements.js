// What a search, a filter, another page or another mode has led to, in words for screen readers.
/** @import { TicketPage } from "#wire" */
import { announceResult } from "../kit/announcer.js";

/** @type {Record<string, string>} */
const MODES = {
  live: "Live: new tickets appear while you are at the top",
  notify: "New tickets are held: a bar counts them",
  paused: "Paused: the list does not change",
};

/** @param {TicketPage} page */
export function announceList({ total, has_more: hasMore, page, pages }) {
  const tickets = total === 1 ? "1 ticket" : `${total} tickets`;
  announceResult(`${tickets}${hasMore ? " or more" : ""}${page > 1 ? `, page ${page} of ${pages}` : ""}`);
}

/** @param {string} mode */
export const announceMode = (mode) => announceResult(MODES[mode]);
