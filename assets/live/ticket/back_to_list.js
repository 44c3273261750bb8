// From a ticket's page back to the list as it was last seen in this browser.
/** @import { AnchorHTMLAttributes, PropsWithChildren } from "react" */
import { createElement, useEffect, useState } from "react";
import { translate } from "../language/translate.js";
import { ListRef } from "./ticket_feed.js";

const KEY = "rca_dashboard.last_list";

/** @param {string} address */
export function rememberList(address) {
  try {
    window.localStorage.setItem(KEY, address);
  } catch {
    // A browser that stores nothing leads back to the default list.
  }
}

function lastList() {
  try {
    const address = window.localStorage.getItem(KEY) ?? "/";
    return /^\/(\?|$)/.test(address) ? address : "/";
  } catch {
    return "/";
  }
}

/** @param {PropsWithChildren<AnchorHTMLAttributes<HTMLAnchorElement>>} props */
export function BackToList({ children, ...rest }) {
  const [href, setHref] = useState("/");
  useEffect(() => setHref(lastList()), []);
  return createElement(
    ListRef,
    { ...rest, href },
    children,
    createElement("span", null, translate("Back to the list")),
  );
}
