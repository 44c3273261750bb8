// Rows that are selected by x or shift-click, and the bar of what can be done with them. The list may go on meanwhile.
/** @import { SelectionBarProps } from "#wire" */
/** @import { DrawnRow } from "../list/rows.js" */
import { createElement, useEffect, useLayoutEffect } from "react";
import { createStore } from "../kit/store.js";
import { useStore } from "../kit/use_store.js";
import { translate } from "../language/translate.js";
import { nameOf, rowsNow, useRows } from "../list/rows_on_screen.js";
import { copyText } from "../ticket/copy_link.js";
import { harmless } from "./spreadsheet_cells.js";

const ROW = "[data-testid=ticket-row]";
/** @type {(keyof DrawnRow & string)[]} */
const COLUMNS = ["number", "short_description", "status", "priority", "assignment_group", "assigned_to"];

const store = createStore({
  rows: /** @type {Map<string, DrawnRow>} */ (new Map()), // by sys_id, as they were when they were selected
  last: "", // from which shift-click goes on
});

/** @param {string} sysId */
const rowOf = (sysId) => rowsNow().find((row) => row.sys_id === sysId);

/**
 * Select a row, or no longer.
 * @param {string} sysId
 */
export function toggleRow(sysId) {
  const row = rowOf(sysId);
  if (!row) return;
  const rows = new Map(store.get().rows);
  if (!rows.delete(sysId)) rows.set(sysId, row);
  store.update({ rows, last: sysId });
}

/**
 * Select the rows from the last one to this one.
 * @param {string} sysId
 */
export function selectTo(sysId) {
  const all = rowsNow();
  const to = all.findIndex((row) => row.sys_id === sysId);
  const last = all.findIndex((row) => row.sys_id === store.get().last);
  const from = last < 0 ? to : last;
  const range = all.slice(Math.min(from, to), Math.max(from, to) + 1);
  const rows = new Map([...store.get().rows, ...range.map((row) => /** @type {const} */ ([row.sys_id, row]))]);
  store.update({ rows, last: sysId });
}

export const clearSelection = () => store.update({ rows: new Map(), last: "" });

/** Select the row that has the focus, or that is open beside the list. */
export function toggleCurrentRow() {
  const row = document.activeElement?.closest(ROW) ?? document.querySelector(`${ROW}[aria-current=true]`);
  const sysId = /** @type {HTMLElement | null} */ (row)?.dataset.sysId;
  if (sysId) toggleRow(sysId);
}

/**
 * Return the rows as lines to paste into a message.
 * @param {Iterable<DrawnRow>} rows
 * @param {string} origin
 */
export const asList = (rows, origin) =>
  [...rows]
    .map(
      ({ number, short_description: text, status }) =>
        `${number} ${text} (${status}) ${origin}/tickets/${encodeURIComponent(number)}`,
    )
    .join("\n");

/**
 * Return the rows as CSV. A spreadsheet would run what begins like a formula, as `api/tickets/spreadsheet_cells.py` says.
 * @param {Iterable<DrawnRow>} rows
 */
export function asCsv(rows) {
  /** @param {unknown} value */
  const cell = (value) => `"${harmless(String(value)).replaceAll('"', '""')}"`;
  const lines = [...rows].map((row) => COLUMNS.map((name) => cell(row[name])).join(","));
  return `\ufeff${[COLUMNS.map(cell).join(","), ...lines].join("\r\n")}\r\n`;
}

/** @param {Iterable<DrawnRow>} rows */
function download(rows) {
  const address = URL.createObjectURL(new Blob([asCsv(rows)], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: "tickets.csv" });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

/** @param {MouseEvent} event */
function selectByClick(event) {
  const row = /** @type {Element} */ (event.target).closest?.(ROW);
  const sysId = /** @type {HTMLElement | null | undefined} */ (row)?.dataset.sysId;
  if (!sysId || !event.shiftKey || event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  selectTo(sysId);
}

/** @param {MouseEvent} event */
function preventTextSelection(event) {
  if (event.shiftKey && /** @type {Element} */ (event.target).closest?.(ROW)) event.preventDefault();
}

/** Mark the rows on the screen that are selected. */
function markRows() {
  const { rows } = store.get();
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(ROW))) {
    if (rows.has(row.dataset.sysId ?? "")) row.dataset.selected = "true";
    else delete row.dataset.selected;
  }
}

/**
 * @param {string} testId
 * @param {string} label
 * @param {() => void} onClick
 */
const action = (testId, label, onClick) =>
  createElement("button", { type: "button", className: "button", "data-testid": testId, onClick, key: testId }, label);

/** @param {SelectionBarProps} props */
export function SelectionBar({ onRead, onWatch, onCase, mayStart }) {
  const rows = useStore(store, (state) => state.rows);
  useRows();
  useLayoutEffect(markRows);
  useEffect(() => {
    const listeners = { click: selectByClick, mousedown: preventTextSelection };
    for (const [name, listener] of Object.entries(listeners))
      window.addEventListener(name, /** @type {EventListener} */ (listener), { capture: true });
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, /** @type {EventListener} */ (listener), { capture: true });
    };
  }, []);
  const ids = [...rows.values()].map((row) => row.sys_id);
  const all = [...rows.values()];
  /** @param {() => void} act */
  const andClear = (act) => () => {
    act();
    clearSelection();
  };
  const actions = [
    action(
      "selection-read",
      translate("Mark read"),
      andClear(() => onRead?.(ids)),
    ),
    action(
      "selection-watch",
      translate("Watch"),
      andClear(() => onWatch?.(ids)),
    ),
    mayStart &&
      action("selection-case", translate("Start a case"), () =>
        onCase?.(all.map((row) => nameOf(row, rowsNow())).join(",")),
      ),
    action(
      "selection-copy",
      translate("Copy as list"),
      andClear(() => copyText(asList(all, window.location.origin))),
    ),
    action(
      "selection-export",
      translate("Export CSV"),
      andClear(() => download(all)),
    ),
    createElement(
      "button",
      {
        type: "button",
        className: "button",
        key: "clear",
        "data-testid": "selection-clear",
        "data-closes": "escape",
        onClick: clearSelection,
      },
      translate("Clear"),
    ),
  ];
  return createElement(
    "div",
    { className: "selection-bar", "data-testid": "selection-bar", "data-count": rows.size, hidden: rows.size === 0 },
    createElement(
      "span",
      { role: "status", className: "figures" },
      rows.size > 0 ? translate("{count} selected", { count: rows.size }) : "",
    ),
    rows.size > 0 && actions,
  );
}
