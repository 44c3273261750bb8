// A strip of bars above a common line; a sentence beside it says the same to users who see no bars.
/** @import { ReactNode } from "react" */
import { createElement as h } from "react";

const HEIGHT = 100;
// A few bars are not drawn as broad blocks.
const FEWEST_PLACES = 40;

/**
 * @template Item
 * @typedef {[kind: string, value: (item: Item) => number]} Series A class, and what it shows of an item.
 */

/**
 * Return the largest value of all items; 0 for none.
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => number} value
 */
export const largest = (items, value) => items.reduce((highest, item) => Math.max(highest, value(item)), 0);

/**
 * Return bars of stacked series.
 * @template {{ at: number }} Item
 * @param {object} props
 * @param {ReactNode} props.name
 * @param {(highest: number) => string} props.scale
 * @param {Item[]} props.items
 * @param {Series<Item>[]} props.series
 * @param {(item: Item) => string} props.describe An item's tooltip.
 * @param {string} props.testid
 */
export function strip({ name, scale, items, series, describe, testid }) {
  const places = Math.max(items.length, FEWEST_PLACES);
  const first = places - items.length;
  const highest = largest(items, (item) => series.reduce((total, [, value]) => total + value(item), 0));
  const bars = items.map((item, place) => {
    let top = HEIGHT;
    const parts = series.map(([kind, value]) => {
      // What is there is seen, however small beside the highest.
      const height = value(item) ? Math.max(2, (value(item) / highest) * HEIGHT) : 0;
      top -= height;
      return h("rect", { key: kind, className: kind, x: first + place + 0.1, y: top, width: 0.8, height });
    });
    return h("g", { key: `${item.at}-${place}` }, h("title", null, describe(item)), ...parts);
  });
  return h(
    "div",
    { className: "strip", "data-testid": testid },
    h("div", { className: "strip-head" }, h("span", null, name), h("span", { className: "quiet" }, scale(highest))),
    h("svg", { viewBox: `0 0 ${places} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": true }, ...bars),
  );
}

/**
 * What a colour stands for.
 * @param {string} kind
 * @param {string} text
 */
export const legend = (kind, text) => h("span", { key: kind, className: `key ${kind}` }, text);
