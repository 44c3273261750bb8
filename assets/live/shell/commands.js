// What the command palette offers: the navigation's links, and what the page's own controls do.
import { showDialog } from "../kit/overlays.js";
import { translate } from "../language/translate.js";

/**
 * @typedef {object} Command
 * @property {string} id
 * @property {"Views" | "Pages" | "Tickets" | "Actions"} group
 * @property {string} label
 * @property {string} [note]
 * @property {string} [href]
 * @property {() => void} [run]
 */

/** @param {string} testid */
const control = (testid) => /** @type {HTMLElement | null} */ (document.querySelector(`[data-testid="${testid}"]`));

/** @type {[testid: string, label: string, note?: string][]} */
const CONTROLS = [
  ["view-save", translate("Save this view")],
  ["refresh-button", translate("Refresh"), "r"],
  ["new-tickets-bar", translate("Show new tickets"), "n"],
  ["live-mode-live", translate("Update the list live")],
  ["live-mode-notify", translate("Hold new tickets")],
  ["live-mode-paused", translate("Pause the list"), "p"],
  ["mark-all-read", translate("Mark all as read")],
  ["clear-filters", translate("Clear filters")],
  ["export-csv", translate("Export CSV")],
  ["density-comfortable", translate("Comfortable rows")],
  ["density-compact", translate("Compact rows")],
  ["ticket-watch", translate("Watch this ticket, or stop watching it")],
  ["theme-toggle", translate("Toggle theme")],
  ["nav-toggle", translate("Collapse or expand the navigation")],
  ["logout", translate("Log out")],
];

/** @returns {Command[]} */
function links() {
  const found = /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("[data-testid=nav] a.nav-link")
  );
  return [...found].map((link) => ({
    id: `link-${link.getAttribute("href")}`,
    group: link.dataset.view ? "Views" : "Pages",
    label: link.querySelector(".nav-word")?.textContent ?? link.title,
    note: link.querySelector(".nav-count")?.textContent ?? undefined,
    href: link.getAttribute("href") ?? "/",
  }));
}

/** @returns {Command} */
const week = () => ({ id: "link-/insight/week", group: "Pages", label: translate("The week"), href: "/insight/week" });

/** @returns {Command[]} */
const actions = () => [
  ...CONTROLS.filter(([testid]) => control(testid)).map(([testid, label, note]) => ({
    id: `action-${testid}`,
    group: /** @type {const} */ ("Actions"),
    label,
    note,
    run: () => control(testid)?.click(),
  })),
  {
    id: "action-keys",
    group: "Actions",
    label: translate("Keyboard shortcuts"),
    note: "?",
    run: () => showDialog("keys-sheet"),
  },
];

/** Return what this page offers, in the order of its groups. */
export const commandsHere = () => [...links(), week(), ...actions()];

/** @param {string} text */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Return the commands whose labels have every word, each from the beginning of one of its own; those that begin with the
 * first come first.
 * @param {Command[]} commands
 * @param {string} typed
 */
export function matching(commands, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  /** @param {Command} command */
  const parts = ({ label }) => fold(label).split(/[\s/,]+/);
  const found = commands.filter((each) => words.every((word) => parts(each).some((part) => part.startsWith(word))));
  const begins = (/** @type {Command} */ each) => Number(fold(each.label).startsWith(words[0]));
  return found.sort((one, other) => begins(other) - begins(one));
}
