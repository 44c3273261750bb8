// Patches: what has changed from a page to the next. One that comes before the page that it changes waits for it.

const MOST_WAITING = 20;

let waiting = [];

/** The page that a patch makes of the page of its `base`. */
function patched(page, { base, rows, order, ...figures }) {
  return { ...page, ...figures, rows: order.map((place) => (place < 0 ? rows[-1 - place] : page.rows[place])) };
}

/** Keep a patch until its page is there. */
export function queuePatch(patch) {
  waiting = [...waiting, patch].slice(-MOST_WAITING);
}

/** A page as the patches that wait make it; the same page where none is for it. */
export function applyPatches(page) {
  const isFor = (patch) => patch.view === page.view && patch.boot === page.boot;
  waiting = waiting.filter((patch) => !isFor(patch) || patch.rev > page.rev);
  const next = waiting.find((patch) => isFor(patch) && patch.base === page.rev);
  return next ? applyPatches(patched(page, next)) : page;
}
