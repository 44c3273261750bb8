// Patches: what has changed from a page to the next. One that arrives before the page that it changes waits for it.
/** @import { PagePatch, TicketPage } from "#wire" */
import { createStore } from "../kit/store.js";

const MOST_WAITING = 20;

const queue = createStore({ waiting: /** @type {PagePatch[]} */ ([]) });

/**
 * Return the page that a patch makes of the page of its `base`.
 * @param {TicketPage} page
 * @param {PagePatch} patch
 * @returns {TicketPage}
 */
function patched(page, { base, rows, order, ...figures }) {
  return { ...page, ...figures, rows: order.map((place) => (place < 0 ? rows[-1 - place] : page.rows[place])) };
}

/**
 * Keep a patch until its page is there.
 * @param {PagePatch} patch
 */
export function queuePatch(patch) {
  queue.update({ waiting: [...queue.get().waiting, patch].slice(-MOST_WAITING) });
}

/**
 * Return a page as the waiting patches change it; the same page if none is for it.
 * @param {TicketPage} page
 * @returns {TicketPage}
 */
export function applyPatches(page) {
  /** @param {PagePatch} patch */
  const isFor = (patch) => patch.view === page.view && patch.boot === page.boot;
  const waiting = queue.get().waiting.filter((patch) => !isFor(patch) || patch.rev > page.rev);
  queue.update({ waiting });
  const next = waiting.find((patch) => isFor(patch) && patch.base === page.rev);
  return next ? applyPatches(patched(page, next)) : page;
}
