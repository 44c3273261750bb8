// A plain link to the file of the list as it stands: the session's cookie goes with it, and the browser saves it.
import { createElement, useEffect, useState } from "react";
import { getBackendURL } from "$/utils/state";

function address(view, format, columns) {
  const parameters = new URLSearchParams(view);
  for (const name of ["reader", "page", "limit"]) parameters.delete(name);
  parameters.set("format", format);
  if (columns) parameters.set("columns", columns.join(","));
  const url = new URL("/api/v1/tickets/export", getBackendURL());
  url.search = parameters;
  return url.href;
}

export function ExportLink({ view, format, columns, children, ...rest }) {
  const [href, setHref] = useState(undefined);
  useEffect(() => setHref(address(view, format, columns)), [view, format, (columns ?? []).join()]);
  return createElement("a", { ...rest, href, download: "" }, children);
}
