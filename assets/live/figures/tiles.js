// The figures above the list. Each is a link to the tickets that it counts; while paused, none changes.
/** @import { ListFigures, TilesProps } from "#wire" */
import { createElement as h, useRef } from "react";
import { Link } from "react-router";
import { listAddress } from "../kit/address.js";
import { serverNow, useTick } from "../kit/clock.js";
import { usePreferences } from "../kit/preferences.js";
import { translate, written } from "../language/translate.js";
import { ageInWords, differenceOf, midnights, openedToday, pointsOf, signed } from "./figures.js";

const SPARK_WIDTH = 64;
const SPARK_HEIGHT = 18;

/**
 * @typedef {object} Tile
 * @property {string} name
 * @property {string} label
 * @property {string} text
 * @property {number | string} value
 * @property {number} [of]
 * @property {string} [ofTestid]
 * @property {number | null} [difference]
 * @property {string} [note]
 * @property {number[]} [hours]
 * @property {string} [tone]
 * @property {string} meaning
 * @property {Record<string, string | null>} filter
 */

/** @param {number[]} hours */
function spark(hours) {
  const points = pointsOf(hours, SPARK_WIDTH, SPARK_HEIGHT);
  const line = h("polyline", {
    points,
    fill: "none",
    stroke: "currentColor",
    strokeWidth: 1.25,
    strokeLinejoin: "round",
  });
  return h(
    "svg",
    {
      className: "spark",
      viewBox: `0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`,
      "aria-hidden": "true",
      preserveAspectRatio: "none",
    },
    line,
  );
}

/**
 * @param {Tile} tile
 * @param {string} view
 */
function drawn(tile, view) {
  const marks = { "data-testid": "tile", "data-name": tile.name, "data-value": tile.value, "data-tone": tile.tone };
  const isPart = tile.of !== undefined && tile.of !== tile.value;
  const whole =
    tile.of === undefined
      ? null
      : h(
          "span",
          { className: isPart ? "tile-of" : "visually-hidden" },
          translate("of"),
          " ",
          h("span", { "data-testid": tile.ofTestid }, written(tile.of)),
        );
  const beside = tile.note ?? signed(tile.difference ?? null);
  return h(
    Link,
    {
      key: tile.name,
      to: listAddress(view, tile.filter),
      className: "tile",
      title: tile.meaning,
      ...marks,
    },
    h("span", { className: "tile-label" }, tile.label),
    h(
      "span",
      { className: "tile-line" },
      h("strong", { className: "tile-value" }, tile.text),
      whole,
      beside ? h("span", { className: "tile-beside" }, beside) : null,
    ),
    tile.hours && tile.hours.length > 1 ? spark(tile.hours) : null,
  );
}

/**
 * @param {ListFigures} figures
 * @param {TilesProps["counts"]} counts
 * @param {number} now
 * @returns {Tile[]}
 */
function tilesOf(figures, counts, now) {
  const today = openedToday(figures, now);
  const hasRisk = figures.at_risk >= 0;
  return [
    {
      name: "open",
      label: translate("Open"),
      text: written(figures.open),
      value: figures.open,
      of: counts.active,
      ofTestid: "kpi-active",
      difference: differenceOf(figures.open_hours),
      hours: figures.open_hours,
      meaning: translate("Open tickets; the difference is to the same hour yesterday"),
      filter: { is_open: "true" },
    },
    {
      name: "unassigned",
      label: translate("Unassigned"),
      text: written(figures.unassigned),
      value: figures.unassigned,
      difference: differenceOf(figures.unassigned_hours),
      hours: figures.unassigned_hours,
      meaning: translate("Open tickets that are assigned to no one"),
      filter: { is_open: "true", assigned_to: "none" },
    },
    {
      name: "high",
      label: translate("P1 and P2"),
      text: written(figures.high),
      value: figures.high,
      of: counts.high_priority,
      ofTestid: "kpi-high-priority",
      difference: differenceOf(figures.high_hours),
      hours: figures.high_hours,
      tone: figures.high > 0 ? "bad" : undefined,
      meaning: translate("Open tickets with priority 1 or 2"),
      filter: { is_open: "true", priority: "1,2" },
    },
    {
      name: "at-risk",
      label: translate("SLA at risk"),
      text: written(Math.max(0, figures.at_risk)),
      value: Math.max(0, figures.at_risk),
      note: hasRisk ? undefined : translate("no SLA data"),
      difference: hasRisk ? differenceOf(figures.at_risk_hours) : null,
      hours: hasRisk ? figures.at_risk_hours : [],
      tone: figures.at_risk > 0 ? "warn" : undefined,
      meaning: hasRisk
        ? translate("Open tickets whose SLA is breached or due within an hour")
        : translate("No SLA is read from ServiceNow"),
      filter: { is_open: "true", due_before: "1h" },
    },
    {
      name: "opened-today",
      label: translate("Opened today"),
      text: written(today.count),
      value: today.count,
      difference: figures.opened.length > 0 ? today.difference : null,
      hours: today.hours,
      meaning: translate("Opened since midnight, your time"),
      filter: { opened_from: new Date(midnights(now).today).toISOString(), is_open: "all" },
    },
    {
      name: "oldest",
      label: translate("Oldest open"),
      text: figures.oldest_at ? ageInWords(now - figures.oldest_at) : "–",
      value: figures.oldest_at ? Math.floor((now - figures.oldest_at) / 1000) : 0,
      note: figures.oldest_number,
      hours: figures.oldest_hours,
      meaning: translate("The open ticket that was opened first"),
      filter: { is_open: "true", sort: "opened_at" },
    },
  ];
}

/** @param {TilesProps} props */
export function Tiles({ figures: latest, counts, boot, view }) {
  useTick();
  const isPaused = usePreferences().live_mode === "paused";
  const onScreen = useRef(latest);
  const hasOther = latest.view !== onScreen.current.view;
  if (latest.is_known && (!isPaused || hasOther || !onScreen.current.is_known)) onScreen.current = latest;
  const figures = onScreen.current;
  const isKnown = figures.is_known && boot !== "";
  const tiles = tilesOf(figures, counts, serverNow());
  return h(
    "nav",
    { className: "tiles", "aria-label": translate("Figures"), "data-known": isKnown },
    tiles.map((tile) =>
      drawn(isKnown ? tile : { ...tile, text: "–", difference: null, note: "", of: undefined, hours: [] }, view),
    ),
  );
}
