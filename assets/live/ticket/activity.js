// What happened to the ticket, as a conversation: messages with their authors, and changes of fields as one line each.
/** @import { ActivityProps, MarkedEntry, OpenTicket, ShownChange, ShownValue } from "#wire" */
/** @import { ReactNode } from "react" */
import { createElement, useId } from "react";
import { setAbsoluteTimes, useAbsoluteTimes } from "../kit/clock.js";
import { createStore } from "../kit/store.js";
import { Moment } from "../kit/time.js";
import { useStore } from "../kit/use_store.js";
import { translate, translateSent } from "../language/translate.js";
import { Avatar } from "./avatar.js";
import { LinkedText } from "./linked_text.js";
import { useTicket } from "./ticket.js";

const KINDS = { comment: translate("Comment"), work_note: translate("Work note") };

// Kept while one ticket after the other is read.
const filter = createStore({ isMessagesOnly: false });

/**
 * @param {string} testId
 * @param {string} text
 * @param {boolean} isPressed
 * @param {() => void} onClick
 */
function toggle(testId, text, isPressed, onClick) {
  const own = { className: "toggle", onClick, "aria-pressed": isPressed, "data-testid": testId };
  return createElement("button", { type: "button", ...own }, text);
}

/** @param {ShownValue} value */
const shownValue = (value) => (value.at > 0 ? createElement(Moment, { at: value.at }) : value.text || "–");

/** @param {{ changes: ShownChange[] }} props */
function LongChanges({ changes }) {
  return changes.map((change) =>
    createElement(
      "details",
      { key: change.name, className: "folded", "data-field": change.name },
      createElement("summary", null, translate("{label} before and after", { label: translateSent(change.label) })),
      createElement("p", { className: "quiet" }, translate("Before")),
      createElement("div", { className: "prose old-value", dir: "auto" }, shownValue(change.old)),
      createElement("p", { className: "quiet" }, translate("After")),
      createElement("div", { className: "prose", dir: "auto" }, shownValue(change.new)),
    ),
  );
}

/** @param {string} text */
const capitalized = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** @param {{ entry: MarkedEntry }} props */
function Change({ entry }) {
  const { author, text, at } = entry;
  return createElement(
    "div",
    { className: "entry-change" },
    author && createElement("span", { className: "entry-author" }, author),
    author ? " " : null,
    createElement("span", { dir: "auto" }, author ? translateSent(text) : capitalized(translateSent(text))),
    createElement("span", { className: "entry-time" }, " · ", createElement(Moment, { at })),
    createElement(LongChanges, { changes: entry.long_changes }),
  );
}

/** @param {{ entry: MarkedEntry }} props */
function Message({ entry }) {
  const { author, text, at, kind } = entry;
  return createElement(
    "div",
    { className: "entry-message" },
    createElement(Avatar, { name: author }),
    createElement(
      "div",
      { className: "entry-body" },
      createElement(
        "div",
        { className: "entry-head" },
        author && createElement("span", { className: "entry-author" }, author),
        createElement("span", { className: "entry-kind" }, KINDS[/** @type {keyof typeof KINDS} */ (kind)]),
        at > 0 && createElement("span", { className: "entry-time" }, createElement(Moment, { at })),
      ),
      createElement("div", { className: "message prose", dir: "auto" }, createElement(LinkedText, { text })),
    ),
  );
}

/** @param {{ entries: MarkedEntry[] }} props */
function Entries({ entries }) {
  return createElement(
    "ol",
    { className: "entries" },
    entries.map((entry) =>
      createElement(
        "li",
        {
          key: entry.key,
          className: "entry",
          "data-testid": "activity-entry",
          "data-kind": entry.kind,
          "data-changed": entry.is_new,
        },
        createElement(entry.kind === "change" ? Change : Message, { entry }),
      ),
    ),
  );
}

/** @param {ActivityProps} props */
export function Activity({ heading, onOlder }) {
  const { activity, entries, has_older: hasOlder, oldest } = /** @type {OpenTicket} */ (useTicket());
  const isMessagesOnly = useStore(filter, (each) => each.isMessagesOnly);
  const isAbsolute = useAbsoluteTimes();
  const id = useId();
  const shown = isMessagesOnly ? activity.filter(({ kind }) => kind !== "change") : activity;
  /** @type {ReactNode} */
  const none = createElement("p", { className: "quiet" }, translate("No comments or work notes yet."));
  return createElement(
    "section",
    { className: "activity", "data-testid": "ticket-activity", "aria-labelledby": id },
    createElement(
      "div",
      { className: "activity-head" },
      createElement(heading, { id }, translate("Activity")),
      createElement("span", { className: "quiet figures" }, entries),
      toggle("activity-messages-only", translate("Messages only"), isMessagesOnly, () =>
        filter.update({ isMessagesOnly: !isMessagesOnly }),
      ),
      toggle("absolute-times", translate("Exact times"), isAbsolute, () => setAbsoluteTimes(!isAbsolute)),
    ),
    shown.length > 0 ? createElement(Entries, { entries: shown }) : none,
    hasOlder &&
      createElement(
        "button",
        { type: "button", className: "button", "data-testid": "activity-older", onClick: () => onOlder?.(oldest) },
        translate("Show older"),
      ),
  );
}
