// A link to a case's report, which the app makes by HTTP.
/** @import { AnchorHTMLAttributes, PropsWithChildren } from "react" */
/** @import { ReportLinkProps } from "#wire" */
import { createElement } from "react";
import { getBackendURL } from "$/utils/state";

/** @param {PropsWithChildren<ReportLinkProps & AnchorHTMLAttributes<HTMLAnchorElement>>} props */
export function ReportLink({ number, format, children, ...rest }) {
  const url = new URL(`/api/v1/cases/${encodeURIComponent(number)}/report`, getBackendURL());
  url.searchParams.set("format", format);
  return createElement("a", { ...rest, href: url.href, target: "_blank", rel: "noopener" }, children);
}
