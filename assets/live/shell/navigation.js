// The navigation: links that mark themselves while they are open, and how wide it is.
/** @import { PropsWithChildren } from "react" */
/** @import { NavLinkProps } from "#wire" */
import { createElement as h, useEffect } from "react";
import { Link, useLocation } from "react-router";
import { createStore } from "../kit/store.js";
import { useStore } from "../kit/use_store.js";
import { isCurrent } from "./places.js";
import "./scrolling.js";
import { translate, written } from "../language/translate.js";
import { nameView } from "./view_name.js";

const WIDTH_KEY = "rca_dashboard.navigation";

// The app counts no further.
const MOST_COUNTED = 10_000;
/** @param {number} count */
const limited = (count) => (count > MOST_COUNTED ? `${written(MOST_COUNTED)}+` : written(count));

/** Where the icons stand alone: 999, 1k, 10k+. @param {number} count */
export const short = (count) =>
  count < 1_000 ? String(count) : `${Math.floor(count / 1_000)}k${count > MOST_COUNTED ? "+" : ""}`;

/** @param {PropsWithChildren<NavLinkProps>} props */
export function NavLink({ href, label, view, count: received, current, children }) {
  const location = useLocation();
  const isHere = view && current ? current === view : isCurrent(href, location);
  const count = received ?? -1; // of a view that was never counted there is none
  useEffect(() => (view && isHere ? nameView(label) : undefined), [view, isHere, label]);
  const marks = {
    "data-testid": view ? "nav-view" : "nav-link",
    "data-view": view || undefined,
    "data-count": count < 0 ? undefined : count,
  };
  const isMarked = isHere ? /** @type {const} */ ("page") : undefined;
  return h(
    Link,
    { to: href, className: "nav-link", title: label, "aria-current": isMarked, onClick: closeMore, ...marks },
    children,
    h("span", { className: "nav-word" }, label),
    count > 0 || (view && count === 0)
      ? h("span", { className: "nav-count figures", "data-short": short(count) }, limited(count))
      : null,
  );
}

// Whether a phone shows what has no room in the bottom bar, and whether a wide window shows the icons alone.
const navigation = createStore({ isOpen: false, isNarrow: false });
const closeMore = () => navigation.update({ isOpen: false });

/** @param {PropsWithChildren} props */
export function NavMore({ children }) {
  const isOpen = useStore(navigation, (state) => state.isOpen);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins without it.
  useEffect(closeMore, [pathname]);
  useEffect(() => {
    document.documentElement.dataset.navMore = isOpen ? "open" : "closed";
  }, [isOpen]);
  return h(
    "button",
    {
      type: "button",
      className: "nav-link nav-more",
      "aria-expanded": isOpen,
      "aria-controls": "nav-rest",
      "data-closes": isOpen ? "escape" : undefined,
      onClick: () => navigation.update({ isOpen: !isOpen }),
    },
    children,
    h("span", { className: "nav-word" }, translate("More")),
  );
}

/** Keep what this browser has chosen; `first_look.js` reads it before the page is drawn. @param {boolean} isNarrow */
function setNarrow(isNarrow) {
  navigation.update({ isNarrow });
  document.documentElement.dataset.navigation = isNarrow ? "narrow" : "wide";
  try {
    window.localStorage.setItem(WIDTH_KEY, isNarrow ? "narrow" : "wide");
  } catch {
    // A browser that stores nothing shows the words again on the next page load.
  }
}

/** @param {PropsWithChildren} props */
export function NavToggle({ children }) {
  const isNarrow = useStore(navigation, (state) => state.isNarrow);
  useEffect(() => navigation.update({ isNarrow: document.documentElement.dataset.navigation === "narrow" }), []);
  const label = isNarrow ? translate("Expand navigation") : translate("Collapse navigation");
  return h(
    "button",
    {
      type: "button",
      className: "button icon-button plain-button nav-toggle",
      title: label,
      "aria-label": label,
      "aria-expanded": !isNarrow,
      "data-testid": "nav-toggle",
      onClick: () => setNarrow(!isNarrow),
    },
    children,
  );
}
