// What somebody has written and not saved: kept in this tab, through a cut and through a reload.

const PREFIX = "rca_dashboard.draft.";

/** @typedef {Record<string, string>} Draft By the names of a form's fields. */

/**
 * Return a draft, or null.
 * @param {string} name
 * @returns {Draft | null}
 */
export function draftOf(name) {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(PREFIX + name) ?? "null");
    const isDraft = typeof kept === "object" && kept !== null && !Array.isArray(kept);
    return isDraft && Object.values(kept).every((each) => typeof each === "string") ? kept : null;
  } catch {
    return null; // a browser that stores nothing, or what another version has stored
  }
}

/**
 * Keep a draft; return whether the browser keeps it.
 * @param {string} name
 * @param {Draft} draft
 */
export function keepDraft(name, draft) {
  try {
    window.sessionStorage.setItem(PREFIX + name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
export function forgetDraft(name) {
  try {
    window.sessionStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept.
  }
}
