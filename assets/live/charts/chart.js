// A chart of tickets: bars that are links to the list of exactly their tickets, and a table that says the same.
/** @import { ChartProps } from "#wire" */
import { Fragment, createElement as h, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { getBackendURL } from "$/utils/state";
import { dateInWords } from "../language/days.js";
import { translate, translateSent, written } from "../language/translate.js";
import { columns } from "./columns.js";
import { durations } from "./durations.js";
import { grid, weekInOrder } from "./grid.js";
import { rows } from "./rows.js";
import { stacks } from "./stacks.js";
import { table } from "./table.js";
import { trend } from "./trend.js";
import { zoneIn } from "./zone.js";

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
 * @property {number | null} [mean_age_hours]
 * @property {number | null} [mean_reassignments]
 * @property {number | null} [mean_hours_since_update]
 */

/** @typedef {{ n: number, since: string | null, left_out: string }} Counted */
/** @typedef {{ marks: Mark[], counted: Counted }} Drawn */

// The app reads a chart at most every 3 s for all who look; people do not see more of a chart than that.
const EVERY_MILLISECONDS = 10_000;
const DEADLINE_MILLISECONDS = 20_000;
const SHAPES = { columns, rows, durations, trend, stacks, grid };
/** @type {[string, string][]} */
const FIELDS = [
  ["category", translate("By category")],
  ["priority", translate("By priority")],
  ["source", translate("By source")],
  ["status", translate("By state")],
  ["assignment_group", translate("By group")],
  ["assigned_to", translate("By assignee")],
  ["location", translate("By location")],
  ["requester", translate("By caller")],
];

/**
 * Return where a chart is read: with the parameters of the page's address, which are the list's.
 * @param {string} name
 * @param {string} by
 * @param {string} search
 */
function addressOf(name, by, search) {
  const url = new URL(`/api/v1/charts/${name}`, getBackendURL());
  for (const [key, value] of new URLSearchParams(search)) url.searchParams.append(key, value);
  url.searchParams.set("zone", zoneIn(search));
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
  const span = since ? ` ${translate("since {day}", { day: dateInWords(since) })}` : "";
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
  const inOrder = shape === "grid" ? weekInOrder(marks) : marks;
  return [h(Fragment, { key: "marks" }, SHAPES[shape](inOrder)), h(Fragment, { key: "table" }, table(inOrder))];
}

/** @param {boolean} isFailing */
const waiting = (isFailing) =>
  isFailing
    ? h("p", { role: "status", className: "chart-note" }, translate("This chart cannot be loaded. Trying again."))
    : h("p", { className: "quiet chart-note" }, translate("Loading"));

/**
 * @param {string} heading
 * @param {string} by
 * @param {(by: string) => void} onChoose
 */
const chooser = (heading, by, onChoose) =>
  h(
    "select",
    {
      className: "chart-by",
      "aria-label": translate("{heading}: by which field", { heading }),
      value: by,
      /** @param {import("react").ChangeEvent<HTMLSelectElement>} event */
      onChange: (event) => onChoose(event.target.value),
    },
    FIELDS.map(([value, label]) => h("option", { key: value, value }, label)),
  );

/** @param {ChartProps} props */
export function Chart(props) {
  const { name, heading, shape } = props;
  const [by, setBy] = useState(props.by);
  const { drawn, isFailing } = useChart(addressOf(name, by, useLocation().search));
  return h(
    "figure",
    { className: "chart-card", "data-testid": `chart-${name}`, "aria-busy": drawn === null && !isFailing },
    h(
      "figcaption",
      null,
      h("h3", null, heading),
      by && chooser(heading, by, setBy),
      drawn && h("p", { className: "quiet" }, basis(drawn.counted)),
    ),
    (drawn === null || isFailing) && waiting(isFailing),
    drawn && body(drawn, shape),
  );
}
