// Where one is: which link of the navigation leads to the current page or view.

// What a view's address holds beside its filter: the page, the order, and the ticket beside the list.
const NOT_OF_THE_VIEW = ["page", "limit", "sort", "ticket"];

/** @param {string} pathname */
const withoutSlash = (pathname) => pathname.replace(/\/+$/, "") || "/";

/**
 * Return the filter of a list's address in one form for equal filters.
 * @param {string} search
 */
export function filterOf(search) {
  const parameters = new URLSearchParams(search);
  for (const name of NOT_OF_THE_VIEW) parameters.delete(name);
  parameters.sort();
  return parameters.toString();
}

/**
 * Return whether a link leads to where one is.
 * @param {string} href
 * @param {{ pathname: string, search: string }} location
 */
export function isCurrent(href, location) {
  const [pathname, search = ""] = href.split("?");
  if (withoutSlash(pathname) !== withoutSlash(location.pathname)) return false;
  return pathname !== "/" || filterOf(search) === filterOf(location.search);
}
