// A plain link to a file of the list as it is shown: the session's cookie goes with it, and the browser saves it.
/** @import { AnchorHTMLAttributes, PropsWithChildren } from "react" */
/** @import { ExportLinkProps } from "#wire" */
import { createElement, useEffect, useState } from "react";
import { getBackendURL } from "$/utils/state";

/**
 * @param {string} view
 * @param {string} format
 * @param {string | undefined} columns
 * @param {string | undefined} separator
 */
function address(view, format, columns, separator) {
  const parameters = new URLSearchParams(view);
  for (const name of ["reader", "me", "page", "limit"]) parameters.delete(name);
  parameters.set("format", format);
  if (columns !== undefined) parameters.set("columns", columns);
  if (separator !== undefined) parameters.set("separator", separator);
  const url = new URL("/api/v1/tickets/export", getBackendURL());
  url.search = parameters.toString();
  return url.href;
}

/**
 * Return the fields of columns: an age is the time since a ticket was opened, and in a file the time itself stands.
 * @param {string[]} columns
 */
const fieldsOf = (columns) => [...new Set(columns.map((name) => (name === "age" ? "opened_at" : name)))];

/** @param {PropsWithChildren<ExportLinkProps & AnchorHTMLAttributes<HTMLAnchorElement>>} props */
export function ExportLink({ view, format, columns, separator, children, ...rest }) {
  const [href, setHref] = useState(/** @type {string | undefined} */ (undefined));
  const names = columns && fieldsOf(columns).join(",");
  useEffect(() => setHref(address(view, format, names, separator)), [view, format, names, separator]);
  return createElement("a", { ...rest, href, download: "" }, children);
}
