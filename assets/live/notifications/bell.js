// The bell: a button with the unread count, and a panel of the newest ten. Here notifications enter the page.
/** @import { MouseEvent, PropsWithChildren } from "react" */
/** @import { Bell, BellButtonProps, BellItem } from "#wire" */
import { createElement as h, useEffect, useState } from "react";
import { Link, useNavigate } from "react-router";
import { Moment } from "../kit/time.js";
import { translate, translateSent } from "../language/translate.js";
import { setNotificationActions } from "./mark_read.js";
import { receiveBell } from "./news.js";
import { setUnreadInTab } from "./unread_in_tab.js";

const LARGEST_SHOWN = 99;

/** @param {MouseEvent<HTMLElement>} event */
function close(event) {
  const popover = event.currentTarget.closest("details");
  if (popover) popover.open = false;
}

/** @param {{ item: BellItem } & Pick<BellButtonProps, "onRead">} props */
function Item({ item, onRead }) {
  /** @param {MouseEvent<HTMLElement>} event */
  const open = (event) => {
    close(event);
    if (!item.is_read) onRead([item.id]);
  };
  const content = [
    h("span", { key: "title", className: "bell-title", dir: "auto" }, translateSent(item.title)),
    item.text && h("span", { key: "text", className: "bell-text quiet", dir: "auto" }, translateSent(item.text)),
    h("span", { key: "at", className: "bell-at quiet" }, h(Moment, { at: item.at })),
  ];
  const marks = { className: "bell-item", "data-read": item.is_read, "data-level": item.level, onClick: open };
  return h(
    "li",
    { "data-testid": "bell-item", "data-id": item.id },
    h(Link, { ...marks, to: item.link || "/notifications" }, ...content),
  );
}

/** @param {{ bell: Bell } & Pick<BellButtonProps, "onRead" | "onReadAll">} props */
function Panel({ bell, onRead, onReadAll }) {
  const all = { className: "link", to: "/notifications", onClick: close, "data-testid": "bell-all" };
  return h(
    "div",
    {
      className: "popover-body bell-panel",
      role: "group",
      "aria-label": translate("Newest notifications"),
      "data-testid": "bell-panel",
    },
    h(
      "div",
      { className: "bell-head" },
      h("strong", null, translate("Notifications")),
      h(
        "button",
        {
          type: "button",
          className: "button",
          disabled: bell.unread === 0,
          onClick: () => onReadAll(),
          "data-testid": "bell-read-all",
        },
        translate("Mark all as read"),
      ),
    ),
    bell.items.length > 0
      ? h(
          "ul",
          { className: "bell-list" },
          bell.items.map((item) => h(Item, { key: item.id, item, onRead })),
        )
      : h("p", { className: "quiet bell-empty" }, translate("No notifications yet.")),
    h(
      "div",
      { className: "bell-foot" },
      h(Link, all, translate("All notifications")),
      h(Link, { className: "link", to: "/settings", onClick: close }, translate("Notification settings")),
    ),
  );
}

/** @param {PropsWithChildren<BellButtonProps>} props */
export function BellButton({ bell, boot, onRead, onReadAll, children }) {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  useEffect(() => setNotificationActions(onRead, navigate), [onRead, navigate]);
  useEffect(() => receiveBell(bell, boot), [bell, boot]);
  const unread = bell.unread;
  useEffect(() => setUnreadInTab(unread), [unread]);
  const label = unread === 0 ? translate("Notifications") : translate("Notifications, {unread} unread", { unread });
  const shown = unread > LARGEST_SHOWN ? `${LARGEST_SHOWN}+` : String(unread);
  return h(
    "details",
    {
      className: "popover bell",
      onToggle: ({ currentTarget }) => setOpen(/** @type {HTMLDetailsElement} */ (currentTarget).open),
    },
    h(
      "summary",
      {
        className: "button icon-button",
        role: "button",
        title: label,
        "aria-label": label,
        "aria-expanded": isOpen,
        "data-testid": "bell",
      },
      children,
      h(
        "span",
        { className: "bell-unread figures", "aria-hidden": "true", "data-testid": "bell-unread", "data-count": unread },
        unread > 0 ? shown : "",
      ),
    ),
    isOpen && h(Panel, { bell, onRead, onReadAll }),
  );
}
