// A link to what the app makes by HTTP.
/** @import { AnchorHTMLAttributes, PropsWithChildren } from "react" */
/** @import { RestLinkProps } from "#wire" */
import { createElement } from "react";
import { getBackendURL } from "$/utils/state";

/** @param {PropsWithChildren<RestLinkProps & AnchorHTMLAttributes<HTMLAnchorElement>>} props */
export function RestLink({ path, children, ...rest }) {
  const { href } = new URL(`/api/v1/${path}`, getBackendURL());
  return createElement("a", { ...rest, href, target: "_blank", rel: "noopener" }, children);
}
