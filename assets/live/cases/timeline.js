// What happened in a case, on one axis: tickets, changes, notes and decisions.
/** @import { KeyboardEvent } from "react" */
/** @import { TimelineEvent, CaseTimelineProps } from "#wire" */
/** @import { Span } from "./axis.js" */
import { createElement as h, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { full, Moment } from "../kit/time.js";
import { translate, translatePlural } from "../language/translate.js";
import { binsOf, moved, placeOf, spanOf, ticksOf, tickText, zoomed } from "./axis.js";

const LANES = /** @type {const} */ (["ticket", "change", "note", "decision"]);
const laneName = (/** @type {string} */ lane) =>
  /** @type {Record<string, string>} */ ({
    ticket: translate("Tickets"),
    change: translate("Changes"),
    note: translate("Notes"),
    decision: translate("Decisions"),
  })[lane];
const LANE_HEIGHT = 34;
const AXIS_HEIGHT = 22;
const HEIGHT = LANES.length * LANE_HEIGHT + AXIS_HEIGHT;
// More marks than that touch one another: columns say how many there are.
const MOST_MARKS = 80;
const COLUMNS = 60;
const ZOOM = 0.5;
const STEP = 0.25;

/** @param {TimelineEvent[]} events @param {string} lane */
const ofLane = (events, lane) => events.filter((event) => event.lane === lane);

/** @param {{ event: TimelineEvent, x: number, y: number }} props */
function Mark({ event, x, y }) {
  const title = h("title", null, `${event.text}\n${full(event.at)}`);
  const own = { className: `mark mark-${event.lane}`, "data-kind": event.kind };
  if (event.lane === "change")
    return h("rect", { ...own, x: `${x}%`, y: y - 5, width: 10, height: 10, transform: "translate(-5 0)" }, title);
  if (event.lane === "decision")
    return h("g", own, h("line", { x1: `${x}%`, x2: `${x}%`, y1: 0, y2: HEIGHT - AXIS_HEIGHT }, title), title);
  return h("circle", { ...own, cx: `${x}%`, cy: y, r: event.kind === "trigger" ? 6 : 4.5 }, title);
}

/** @param {{ times: number[], span: Span, top: number }} props */
function Columns({ times, span, top }) {
  const bins = binsOf(times, span, COLUMNS);
  const most = bins.reduce((one, other) => Math.max(one, other), 1);
  const width = 100 / COLUMNS;
  return bins.map((count, place) => {
    const height = count ? Math.max(2, ((LANE_HEIGHT - 6) * count) / most) : 0;
    const y = top + LANE_HEIGHT - 2 - height;
    const own = { x: `${place * width}%`, width: `${width * 0.8}%`, y, height, className: "mark mark-ticket" };
    return h(
      "rect",
      { key: place, ...own },
      h("title", null, translatePlural(count, "{count} ticket", "{count} tickets")),
    );
  });
}

/** @param {{ events: TimelineEvent[], span: Span, lane: string, place: number }} props */
function Lane({ events, span, lane, place }) {
  const own = ofLane(events, lane).filter(({ at }) => at >= span.from && at <= span.to);
  const top = place * LANE_HEIGHT;
  if (own.length > MOST_MARKS) return h(Columns, { times: own.map(({ at }) => at), span, top });
  return own.map((event) => h(Mark, { key: event.key, event, x: placeOf(event.at, span), y: top + LANE_HEIGHT / 2 }));
}

/** @param {{ span: Span }} props */
function Axis({ span }) {
  const { ticks, step } = ticksOf(span, 6);
  const y = LANES.length * LANE_HEIGHT;
  return ticks.map((at) => {
    const x = `${placeOf(at, span)}%`;
    return h(
      "g",
      { key: at, className: "tick" },
      h("line", { x1: x, x2: x, y1: 0, y2: y }),
      h("text", { x, y: y + 15, textAnchor: "middle" }, tickText(at, step)),
    );
  });
}

/** @param {TimelineEvent[]} events */
const summary = (events) =>
  `${translate("Timeline")}: ${LANES.map((lane) => `${laneName(lane)} ${ofLane(events, lane).length}`).join(", ")}`;

/** @param {{ events: TimelineEvent[] }} props */
function List({ events }) {
  return h(
    "details",
    { className: "timeline-list" },
    h("summary", null, translate("As a list ({count})", { count: events.length })),
    h(
      "ol",
      null,
      events.map((event) =>
        h(
          "li",
          { key: event.key, "data-lane": event.lane, "data-testid": "case-event" },
          h(Moment, { at: event.at }),
          event.href
            ? h(Link, { to: event.href, className: "link", dir: "auto" }, event.text)
            : h("span", { dir: "auto" }, event.text),
        ),
      ),
    ),
  );
}

/** @param {{ label: string, sign: string, testid: string, onClick: () => void }} props */
const Control = ({ label, sign, testid, onClick }) =>
  h(
    "button",
    {
      type: "button",
      className: "button icon-button small",
      title: label,
      "aria-label": label,
      onClick,
      "data-testid": testid,
    },
    sign,
  );

/** @param {CaseTimelineProps} props */
export function CaseTimeline({ events }) {
  const whole = spanOf(events.map(({ at }) => at));
  const [chosen, choose] = useState(/** @type {Span | null} */ (null));
  const span = chosen ?? whole;
  const plot = useRef(/** @type {SVGSVGElement | null} */ (null));
  /** @param {number} factor @param {number} [at] */
  const zoom = (factor, at) => choose(zoomed(span, factor, whole, at));
  /** @param {number} share */
  const move = (share) => choose(moved(span, share, whole));
  const closer = () => zoom(ZOOM);
  const farther = () => zoom(1 / ZOOM);
  const earlier = () => move(-STEP);
  const later = () => move(STEP);
  const all = () => choose(null);
  /** @type {[key: string, act: () => void][]} */
  const keys = [
    ["+", closer],
    ["=", closer],
    ["-", farther],
    ["0", all],
    ["ArrowLeft", earlier],
    ["ArrowRight", later],
  ];
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const found = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys.find(([key]) => key === event.key);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found[1]();
  };
  useWheel(plot, (share, factor) => zoom(factor, span.from + share * (span.to - span.from)));
  if (events.length === 0) return h("p", { className: "quiet" }, translate("Nothing has happened yet."));
  return h(
    "div",
    { className: "timeline", "data-testid": "case-timeline" },
    h(
      "div",
      { className: "timeline-plot" },
      h(
        "div",
        { className: "timeline-lanes", "aria-hidden": true },
        LANES.map((lane) => h("span", { key: lane, style: { height: LANE_HEIGHT } }, laneName(lane))),
      ),
      h(
        "div",
        {
          className: "timeline-frame",
          role: "group",
          tabIndex: 0,
          onKeyDown,
          "aria-label": translate("Timeline: plus and minus zoom, arrows move"),
        },
        h(
          "svg",
          {
            ref: plot,
            role: "img",
            "aria-label": summary(events),
            width: "100%",
            height: HEIGHT,
            "data-span": Math.round(span.to - span.from),
          },
          h(Axis, { span }),
          LANES.map((lane, place) => h(Lane, { key: lane, events, span, lane, place })),
        ),
      ),
    ),
    h(
      "div",
      { className: "timeline-controls" },
      h(Control, { label: translate("Earlier"), sign: "←", testid: "timeline-earlier", onClick: earlier }),
      h(Control, { label: translate("Later"), sign: "→", testid: "timeline-later", onClick: later }),
      h(Control, { label: translate("Zoom out"), sign: "−", testid: "timeline-out", onClick: farther }),
      h(Control, { label: translate("Zoom in"), sign: "+", testid: "timeline-in", onClick: closer }),
      chosen && h("button", { type: "button", className: "quiet-button", onClick: all }, translate("Show all")),
    ),
    h(List, { events }),
  );
}

/**
 * Call with where the pointer is and how much to zoom, when the wheel turns with Ctrl or Meta; without them the page scrolls.
 * @param {{ current: SVGSVGElement | null }} element
 * @param {(share: number, factor: number) => void} onZoom
 */
function useWheel(element, onZoom) {
  useEffect(() => {
    const plot = element.current;
    /** @param {globalThis.WheelEvent} event */
    const turn = (event) => {
      if (!plot || (!event.ctrlKey && !event.metaKey)) return;
      event.preventDefault();
      const { left, width } = plot.getBoundingClientRect();
      onZoom((event.clientX - left) / width, event.deltaY > 0 ? 1 / ZOOM : ZOOM);
    };
    plot?.addEventListener("wheel", turn, { passive: false });
    return () => plot?.removeEventListener("wheel", turn);
  });
}
