// Where a ticket stands: a page of its own, or beside the list whose address goes on unchanged.

const PATH = "/tickets/";
const PARAMETER = "ticket";

/** Decode a part of a path; what is no encoded text is taken as it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Which ticket an address asks for, by its number or sys_id: `{ asked, is_panel }`. */
export function requestedTicket({ pathname, search }) {
  if (pathname.startsWith(PATH))
    return { asked: decoded(pathname.slice(PATH.length).replace(/\/+$/, "")).trim(), is_panel: false };
  const asked = pathname === "/" ? new URLSearchParams(search).get(PARAMETER) : null;
  return { asked: (asked ?? "").trim(), is_panel: true };
}

/** The address of a ticket's own page. */
export const pageAddress = (ticket) => PATH + encodeURIComponent(ticket);

/** The list as it stands, with a ticket beside it; without one for null. */
export function panelAddress(search, ticket) {
  const parameters = new URLSearchParams(search);
  if (ticket === null) parameters.delete(PARAMETER);
  else parameters.set(PARAMETER, ticket);
  const query = parameters.toString();
  return query ? `/?${query}` : "/";
}
