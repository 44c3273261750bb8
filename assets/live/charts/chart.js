// A chart of tickets: bars that are links to the list of exactly their tickets, and a table that says the same.
/** @import { ChartProps } from "#wire" */
import { Fragment, createElement as h, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { getBackendURL } from "$/utils/state";
import { translate, translateSent, written } from "../language/translate.js";
import { columns } from "./columns.js";
import { durations } from "./durations.js";
import { hours, labelOf } from "./mark.js";
import { rows } from "./rows.js";

/**
 * A mark as REST gives it.
 * @typedef {object} Mark
 * @property {string} label
 * @property {string | null} from
 * @property {string | null} to
 * @property {number} count
 * @property {string} query
 * @property {string} series
 * @property {boolean} is_unfinished
 * @property {boolean} is_few
 * @property {number | null} [median_hours]
 * @property {number | null} [p90_hours]
 * @property {number} [measured]
 * @property {number} [still_open]
 */

/** @typedef {{ n: number, since: string | null, left_out: string }} Counted */
/** @typedef {{ marks: Mark[], counted: Counted }} Drawn */

// The app reads a chart at most every 3 s for all who look; people do not see more of a chart than that.
const EVERY_MILLISECONDS = 10_000;
const DEADLINE_MILLISECONDS = 20_000;
const SHAPES = { columns, rows, durations };

/**
 * Return where a chart is read: with the parameters of the page's address, which are the list's.
 * @param {ChartProps} props
 * @param {string} search
 */
function addressOf({ name, by }, search) {
  const url = new URL(`/api/v1/charts/${name}`, getBackendURL());
  for (const [key, value] of new URLSearchParams(search)) url.searchParams.append(key, value);
  url.searchParams.set("zone", Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  if (by) url.searchParams.set("by", by);
  return url.href;
}

/**
 * @param {string} address
 * @returns {Promise<Drawn>}
 */
async function read(address) {
  const signal = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  const answer = await fetch(address, { credentials: "include", cache: "no-store", signal });
  if (!answer.ok) throw new Error(`The chart could not be loaded (${answer.status}).`);
  const { data, searched } = await answer.json();
  return { marks: data.marks, counted: searched };
}

/**
 * Return the chart's marks, read again every few seconds while somebody can see them.
 * @param {string} address
 */
function useChart(address) {
  const [drawn, setDrawn] = useState(/** @type {Drawn | null} */ (null));
  const [isFailing, setFailing] = useState(false);
  useEffect(() => {
    let isGone = false;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const found = await read(address);
        if (!isGone) setDrawn(found);
        if (!isGone) setFailing(false);
      } catch {
        if (!isGone) setFailing(true);
      }
    };
    setDrawn(null);
    look();
    const timer = window.setInterval(look, EVERY_MILLISECONDS);
    return () => {
      isGone = true;
      window.clearInterval(timer);
    };
  }, [address]);
  return { drawn, isFailing };
}

/** @param {Counted} counted */
function basis({ n, since, left_out: leftOut }) {
  const span = since ? ` ${translate("since {day}", { day: since.slice(0, 10) })}` : "";
  const left = leftOut && translate("not counted: {what}", { what: translateSent(leftOut) });
  return [`n = ${written(n)}${span}`, left].filter(Boolean).join(" · ");
}

/**
 * @param {Drawn} drawn
 * @param {ChartProps["shape"]} shape
 */
function body({ marks }, shape) {
  if (marks.every(({ count }) => count === 0))
    return h("p", { className: "quiet chart-note" }, translate("No tickets to count here."));
  return [h(Fragment, { key: "marks" }, SHAPES[shape](marks)), h(Fragment, { key: "table" }, table(marks, shape))];
}

/** @param {boolean} isFailing */
const waiting = (isFailing) =>
  isFailing
    ? h("p", { role: "status", className: "chart-note" }, translate("This chart cannot be loaded. Trying again."))
    : h("p", { className: "quiet chart-note" }, translate("Loading"));

/** @param {ChartProps} props */
export function Chart(props) {
  const { name, heading, shape } = props;
  const { drawn, isFailing } = useChart(addressOf(props, useLocation().search));
  return h(
    "figure",
    { className: "chart-card", "data-testid": `chart-${name}`, "aria-busy": drawn === null && !isFailing },
    h("figcaption", null, h("h3", null, heading), drawn && h("p", { className: "quiet" }, basis(drawn.counted))),
    (drawn === null || isFailing) && waiting(isFailing),
    drawn && body(drawn, shape),
  );
}

/**
 * @param {Mark[]} marks
 * @param {ChartProps["shape"]} shape
 */
function table(marks, shape) {
  const hasSeries = marks.some(({ series }) => series !== "");
  const headings = [
    "",
    hasSeries && translate("Series"),
    translate("Tickets"),
    shape === "durations" && translate("Median"),
    shape === "durations" && "90 %",
  ];
  return h(
    "details",
    { className: "chart-table" },
    h("summary", null, translate("Table")),
    h(
      "table",
      null,
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          headings.filter((each) => each !== false).map((each) => h("th", { key: each, scope: "col" }, each)),
        ),
      ),
      h(
        "tbody",
        null,
        marks.map((mark) =>
          h(
            "tr",
            { key: `${mark.series} ${mark.label}` },
            h("th", { scope: "row" }, labelOf(mark)),
            hasSeries && h("td", null, translateSent(mark.series)),
            h("td", { className: "number" }, written(mark.count)),
            shape === "durations" && h("td", null, hours(mark.median_hours)),
            shape === "durations" && h("td", null, hours(mark.p90_hours)),
          ),
        ),
      ),
    ),
  );
}
