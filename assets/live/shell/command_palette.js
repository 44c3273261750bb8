// The command palette: a dialog with a combobox over one list. Ctrl-K opens it on any page, also while typing.
/** @import { ChangeEvent, KeyboardEvent as KeyEvent } from "react" */
/** @import { CommandPaletteProps } from "#wire" */
/** @import { Command } from "./commands.js" */
import { Fragment, createElement as h, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useLatest } from "../kit/use_latest.js";
import { translate, translatePlural } from "../language/translate.js";
import { commandsHere, matching } from "./commands.js";

const PAUSE_MILLISECONDS = 120;
const LIST = "command-list";
/** @type {Record<string, string>} */
const HEADINGS = {
  Tickets: translate("Tickets"),
  Views: translate("Views"),
  Pages: translate("Pages"),
  Actions: translate("Actions"),
};
const GROUPS = /** @type {const} */ (["Tickets", "Views", "Pages", "Actions"]);

/** @param {KeyboardEvent} event */
const isOpener = (event) =>
  (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && (event.code === "KeyK" || event.key === "k");

/**
 * @param {CommandPaletteProps["found"]} found
 * @returns {Command[]}
 */
const tickets = (found) =>
  found.map(({ number, title, status }) => ({
    id: `ticket-${number}`,
    group: "Tickets",
    label: `${number} ${title}`,
    note: status,
    href: `/tickets/${encodeURIComponent(number)}`,
  }));

/** @param {Command[]} commands */
const inGroups = (commands) => GROUPS.flatMap((group) => commands.filter((each) => each.group === group));

/**
 * @param {Command} command
 * @param {{ isActive: boolean, onChoose: () => void, onPoint: () => void }} state
 */
function option(command, { isActive, onChoose, onPoint }) {
  return h(
    "li",
    {
      key: command.id,
      id: command.id,
      role: "option",
      "aria-selected": isActive,
      className: "command",
      onClick: onChoose,
      onPointerMove: onPoint,
    },
    h("span", { className: "command-label", dir: "auto" }, command.label),
    command.note ? h("span", { className: "command-note figures" }, command.note) : null,
  );
}

/**
 * @param {Command[]} shown
 * @param {number} active
 * @param {(command: Command) => void} choose
 * @param {(place: number) => void} point
 */
function list(shown, active, choose, point) {
  const drawn = GROUPS.map((group) => {
    const own = shown.filter((each) => each.group === group);
    if (own.length === 0) return null;
    return h(
      "ul",
      { key: group, role: "group", "aria-label": HEADINGS[group], className: "command-group" },
      h("li", { role: "presentation", className: "command-heading" }, HEADINGS[group]),
      own.map((each) => {
        const place = shown.indexOf(each);
        return option(each, { isActive: place === active, onChoose: () => choose(each), onPoint: () => point(place) });
      }),
    );
  });
  return h("div", { id: LIST, role: "listbox", "aria-label": translate("Commands"), className: "command-list" }, drawn);
}

/** @param {CommandPaletteProps} props */
export function CommandPalette({ words, found, onLookUp }) {
  const navigate = useNavigate();
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [commands, setCommands] = useState(/** @type {Command[]} */ ([]));
  const lookUp = useLatest(onLookUp);

  const close = () => dialog.current?.close();
  const open = () => {
    setTyped("");
    setActive(0);
    setCommands(commandsHere());
    setOpen(true);
    dialog.current?.showModal();
  };
  const toggle = useLatest(() => (dialog.current?.open ? close() : open()));
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const listen = (event) => {
      if (!isOpener(event)) return;
      event.preventDefault(); // Firefox would go to its own search
      toggle.current();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  const query = typed.trim();
  useEffect(() => {
    if (query.length < 2) return undefined;
    const timer = window.setTimeout(() => lookUp.current?.(query), PAUSE_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [query]);

  const isAnswer = query.length >= 2 && words === query.split(/\s+/).join(" ");
  const shown = inGroups([...(isAnswer ? tickets(found) : []), ...matching(commands, query)]);
  const place = Math.min(active, shown.length - 1);
  const current = shown[place];
  useEffect(() => {
    if (current) document.getElementById(current.id)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  /** @param {Command} command */
  const choose = (command) => {
    close();
    if (command.href) navigate(command.href);
    else command.run?.();
  };
  /** @param {KeyEvent} event */
  const handle = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) setActive((place + step + shown.length) % shown.length);
    else if (event.key === "Enter" && current) choose(current);
    else return;
    event.preventDefault();
  };
  /** @param {ChangeEvent<HTMLInputElement>} event */
  const change = (event) => {
    setTyped(event.target.value);
    setActive(0);
  };
  const combobox = {
    role: "combobox",
    "aria-label": translate("Search or jump to"),
    "aria-expanded": true,
    "aria-controls": LIST,
    "aria-activedescendant": current?.id,
    "aria-autocomplete": /** @type {const} */ ("list"),
    "data-testid": "command-input",
  };
  const own = {
    className: "command-input",
    placeholder: translate("Search or jump to…"),
    autoComplete: "off",
    spellCheck: false,
  };
  const count = translatePlural(shown.length, "{count} result", "{count} results");
  return h(
    "dialog",
    {
      ref: dialog,
      className: "dialog command-palette",
      onClose: () => setOpen(false),
      "aria-label": translate("Command palette"),
      "data-testid": "command-palette",
    },
    // Only while it is open: a list box on the page holds the rows of the list in their places.
    isOpen &&
      h(
        Fragment,
        null,
        h("input", {
          type: "text",
          autoFocus: true,
          value: typed,
          onChange: change,
          onKeyDown: handle,
          ...combobox,
          ...own,
        }),
        list(shown, place, choose, setActive),
        shown.length === 0 ? h("p", { className: "command-none quiet" }, translate("Nothing found")) : null,
        h("div", { role: "status", className: "visually-hidden" }, count),
      ),
  );
}
