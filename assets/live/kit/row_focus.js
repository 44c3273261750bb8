// One row of the list can be reached by Tab; arrows, j and k lead from it to the others.

const LINKS = "[data-testid=ticket-row] a.ticket-link";

const links = () => [...document.querySelectorAll(LINKS)];

function makeReachable(link) {
  links().forEach((each) => (each.tabIndex = each === link ? 0 : -1));
}

let timer = 0;

function keepOneReachable() {
  timer = 0;
  const all = links();
  if (all.length > 0 && !all.some((link) => link.tabIndex === 0)) makeReachable(all[0]);
}

/** Rows have come or gone: see to it that Tab leads to one of them, the one that was left or the first. */
export function updateTabStop() {
  if (timer === 0) timer = window.setTimeout(keepOneReachable, 0);
}

/** Focus the row so many steps away; from outside the list, the one that was left last. */
export function moveRowFocus(step) {
  const all = links();
  if (all.length === 0) return;
  const row = document.activeElement?.closest("[data-testid=ticket-row]");
  const from = all.findIndex((link) => row?.contains(link));
  const left = Math.max(
    0,
    all.findIndex((link) => link.tabIndex === 0),
  );
  const to = from < 0 ? left : Math.min(all.length - 1, Math.max(0, from + step));
  all[to].focus();
  all[to].closest("[data-testid=ticket-row]").scrollIntoView({ block: "nearest" });
}

/** Whether a row has the focus. */
export const isRowFocused = () => Boolean(document.activeElement?.closest("[data-testid=ticket-row]"));

if (typeof window !== "undefined") {
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(LINKS)) makeReachable(event.target);
  });
}
