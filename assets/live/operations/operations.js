// Pieces of the operations page: a progress bar, a future time, and the link to the export.
/** @import { FigureProps, ImportLineProps, ImportProgressProps, ImportView, UntilProps } from "#wire" */
import { createElement as h } from "react";
import { getBackendURL } from "$/utils/state";
import { serverNow, useTick } from "../kit/clock.js";
import { absolute, full } from "../kit/time.js";
import { translate, written } from "../language/translate.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export const formatNumber = written;

/**
 * Return "45 s", "3 min 20 s", "2 h 5 min".
 * @param {number} seconds
 */
export function formatDuration(seconds) {
  if (seconds < MINUTE) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ${Math.round(seconds % MINUTE)} s`;
  return `${Math.floor(seconds / HOUR)} h ${Math.floor((seconds % HOUR) / MINUTE)} min`;
}

/**
 * How far an import has come: rows, rows a second, time left.
 * @param {{ imports: Pick<ImportView, "state" | "table" | "imported" | "to_import" | "rows_per_second" | "seconds_left"> }} props
 */
export function ImportProgress({ imports }) {
  const { state, table, imported, to_import: all, rows_per_second: rate, seconds_left: left } = imports;
  const parts = [
    translate("{some} of {all} rows", { some: formatNumber(imported), all: all ? formatNumber(all) : "?" }),
  ];
  if (state === "running" && table) parts.push(table);
  if (state === "running" && rate) parts.push(translate("{rate} rows/s", { rate: formatNumber(rate) }));
  if (state === "running" && left >= 0) parts.push(translate("{time} left", { time: formatDuration(left) }));
  const value = all ? { value: Math.min(imported, all), max: all } : state === "running" ? {} : { value: 0, max: 1 };
  return h(
    "div",
    { className: "progress" },
    h("progress", { ...value, "aria-label": translate("Rows imported"), "data-testid": "import-progress" }),
    h("span", { className: "figures", "data-testid": "import-figures" }, parts.join(" · ")),
  );
}

/**
 * The same on the list's page, which knows the import as part of polling.
 * @param {ImportLineProps} props
 */
export function ImportLine({ poll }) {
  const { import_state: state, imported, to_import, rows_per_second, seconds_left } = poll;
  const imports = { state, table: "", imported, to_import, rows_per_second, seconds_left };
  return h("div", { className: "importing", "data-testid": "import-line" }, h(ImportProgress, { imports }));
}

/**
 * A future time: "in 40 s", or the clock's.
 * @param {UntilProps} props
 */
export function Until({ at }) {
  useTick();
  if (!at) return h("span", { className: "quiet" }, "–");
  const now = serverNow();
  const seconds = (at - now) / 1000;
  const text =
    seconds < 1
      ? translate("now")
      : seconds < HOUR
        ? translate("in {time}", { time: formatDuration(seconds) })
        : absolute(at, now);
  return h("time", { dateTime: new Date(at).toISOString(), title: full(at) }, text);
}

/**
 * A whole number with its thousands apart.
 * @param {FigureProps} props
 */
export const Figure = ({ value }) => h("span", { className: "figures" }, formatNumber(value));

/** The audit log as a file. */
export const AuditExport = () =>
  h(
    "a",
    {
      className: "button",
      href: new URL("/api/v1/audit/export", getBackendURL()).href,
      download: "audit.jsonl",
      "data-testid": "audit-export",
    },
    translate("Export JSON Lines"),
  );
