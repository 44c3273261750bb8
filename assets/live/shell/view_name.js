// The name of the view on the screen: that of the link which leads to it.
import { createElement as h, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { useAdoptedPage } from "../list/adopted_page.js";

const LINK = "[data-testid=nav-view][aria-current=page]";

const currentName = () => document.querySelector(LINK)?.getAttribute("title") ?? "Filtered tickets";

export function ViewName() {
  const { search } = useLocation();
  const { view } = useAdoptedPage();
  const [name, setName] = useState("Tickets");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address has other marks, which the links have by now.
  useEffect(() => setName(currentName()), [search, view]);
  return h("span", { "data-testid": "view-name" }, name);
}
