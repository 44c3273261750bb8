// What a search, a filter, another page or another mode has led to, in words for screen readers.
/** @import { TicketPage } from "#wire" */
import { announceResult } from "../kit/announcer.js";
import { translate, translatePlural } from "../language/translate.js";

/** @type {Record<string, string>} */
const MODES = {
  live: translate("Live: new tickets appear while you are at the top"),
  notify: translate("New tickets are held: a bar counts them"),
  paused: translate("Paused: the list does not change"),
};

/** @param {TicketPage} page */
export function announceList({ total, has_more: hasMore, page, pages }) {
  const counted = translatePlural(total, "{count} ticket", "{count} tickets");
  const tickets = hasMore ? translate("{tickets} or more", { tickets: counted }) : counted;
  announceResult(page > 1 ? translate("{tickets}, page {page} of {pages}", { tickets, page, pages }) : tickets);
}

/** @param {string} mode */
export const announceMode = (mode) => announceResult(MODES[mode]);
