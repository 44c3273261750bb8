// The address of a ticket: a page of its own, or beside the list, whose own address stays the same.

const PATH = "/tickets/";
const PARAMETER = "ticket";

/**
 * Decode a part of a path; a text that is not encoded is taken as it is.
 * @param {string} text
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Return which ticket an address asks for, by its number or sys_id.
 * @param {{ pathname: string, search: string }} location
 */
export function requestedTicket({ pathname, search }) {
  if (pathname.startsWith(PATH))
    return { asked: decoded(pathname.slice(PATH.length).replace(/\/+$/, "")).trim(), is_panel: false };
  const asked = pathname === "/" ? new URLSearchParams(search).get(PARAMETER) : null;
  return { asked: (asked ?? "").trim(), is_panel: true };
}

/**
 * Return the address of a ticket's own page.
 * @param {string} ticket
 */
export const pageAddress = (ticket) => PATH + encodeURIComponent(ticket);

/**
 * Return the list's address with a ticket beside it; null closes the panel.
 * @param {string} search
 * @param {string | null} ticket
 */
export function panelAddress(search, ticket) {
  const parameters = new URLSearchParams(search);
  if (ticket === null) parameters.delete(PARAMETER);
  else parameters.set(PARAMETER, ticket);
  const query = parameters.toString();
  return query ? `/?${query}` : "/";
}
