// How wide the columns are: each can be dragged by its edge, and this browser keeps it. The title takes what is left.
import { createElement } from "react";
import { translate } from "../language/translate.js";

const KEY = "rca_dashboard.column_widths";
const STEP_PIXELS = 16;
const LEAST_PIXELS = 56;
const LEAST_TITLE_PIXELS = 220;
const TITLE = "column-short_description";

/** @returns {Record<string, number>} */
function kept() {
  try {
    return JSON.parse(window.localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {Record<string, number>} widths */
function keep(widths) {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(widths));
  } catch {
    // A browser that stores nothing has the usual widths again after the next load.
  }
}

/**
 * Set the width of a column; without one it has its usual width.
 * @param {string} field
 * @param {number} [width]
 */
function setWidth(field, width) {
  const style = document.documentElement.style;
  if (width === undefined) style.removeProperty(`--width-${field}`);
  else style.setProperty(`--width-${field}`, `${Math.max(LEAST_PIXELS, Math.round(width))}px`);
}

const table = () => /** @type {HTMLTableElement | null} */ (document.querySelector("table.tickets"));

/** Leave the title its least width: where the others need more than the window has, the list scrolls. */
function fit() {
  const headings = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("table.tickets th"))];
  const others = headings.filter((each) => !each.classList.contains(TITLE));
  const isTitled = others.length < headings.length;
  const least = others.reduce((sum, each) => sum + each.offsetWidth, isTitled ? LEAST_TITLE_PIXELS : 0);
  table()?.style.setProperty("--least", isTitled ? `${least}px` : "0px");
}

/** @param {Element} heading */
const fieldOf = (heading) => heading.className.match(/column-(\w+)/)?.[1] ?? "";

/** @param {PointerEvent} event */
function drag(event) {
  const edge = event.target instanceof Element ? event.target.closest(".column-edge") : null;
  const heading = /** @type {HTMLElement | null} */ (edge?.closest("th"));
  if (!edge || !heading || event.button !== 0) return;
  event.preventDefault();
  const field = fieldOf(heading);
  const { offsetWidth } = heading;
  /** @param {PointerEvent} moved */
  const move = (moved) => {
    setWidth(field, offsetWidth + moved.clientX - event.clientX);
    fit();
  };
  const end = () => {
    document.removeEventListener("pointermove", move);
    keep({ ...kept(), [field]: heading.offsetWidth });
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end, { once: true });
}

/** @param {MouseEvent} event */
function reset(event) {
  const heading = event.target instanceof Element && event.target.closest(".column-edge")?.closest("th");
  if (!heading) return;
  const { [fieldOf(heading)]: _, ...others } = kept();
  setWidth(fieldOf(heading));
  keep(others);
  fit();
}

/** Shift and an arrow on a heading do what dragging its edge does (WCAG 2.5.7). @param {KeyboardEvent} event */
function step(event) {
  const heading =
    event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(".tickets th")) : null;
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!heading || !direction || !event.shiftKey || heading.classList.contains(TITLE)) return;
  event.preventDefault();
  setWidth(fieldOf(heading), heading.offsetWidth + direction * STEP_PIXELS);
  keep({ ...kept(), [fieldOf(heading)]: heading.offsetWidth });
  fit();
}

if (typeof window !== "undefined" && "ResizeObserver" in window) {
  for (const [field, width] of Object.entries(kept())) setWidth(field, width);
  document.addEventListener("pointerdown", drag);
  document.addEventListener("dblclick", reset);
  document.addEventListener("keydown", step);
  // Another window, another page of the app, other columns: all of them may need another width.
  const sizes = new ResizeObserver(fit);
  const last = { table: /** @type {Element | null} */ (null), columns: 0 };
  const look = () => {
    const now = table();
    const columns = now?.tHead?.rows[0]?.cells.length ?? 0;
    if (now === last.table && columns === last.columns) return;
    if (now !== last.table) sizes.disconnect();
    if (now?.parentElement) sizes.observe(now.parentElement);
    Object.assign(last, { table: now, columns });
    fit();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}

/** The edge of a heading, which can be dragged. */
export const ColumnEdge = () =>
  createElement("span", {
    className: "column-edge",
    "aria-hidden": "true",
    title: translate("Drag to resize, double-click to reset"),
  });
