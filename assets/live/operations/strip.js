// A strip of bars above a common line; a sentence beside it says the same to whoever sees no bars.
import { createElement as h } from "react";

const HEIGHT = 100;
// A few bars are not drawn as broad blocks.
const FEWEST_PLACES = 40;

export const most = (items, value) => items.reduce((highest, item) => Math.max(highest, value(item)), 0);

/** Bars of stacked series; `series` are pairs of a class and a function of an item, `told` is an item's tooltip. */
export function Strip({ name, scale, items, series, told, testid }) {
  const places = Math.max(items.length, FEWEST_PLACES);
  const first = places - items.length;
  const highest = most(items, (item) => series.reduce((total, [, value]) => total + value(item), 0));
  const bars = items.map((item, place) => {
    let top = HEIGHT;
    const parts = series.map(([kind, value]) => {
      // What is there is seen, however small beside the highest.
      const height = value(item) ? Math.max(2, (value(item) / highest) * HEIGHT) : 0;
      top -= height;
      return h("rect", { key: kind, className: kind, x: first + place + 0.1, y: top, width: 0.8, height });
    });
    return h("g", { key: `${item.at}-${place}` }, h("title", null, told(item)), ...parts);
  });
  return h(
    "div",
    { className: "strip", "data-testid": testid },
    h("div", { className: "strip-head" }, h("span", null, name), h("span", { className: "quiet" }, scale(highest))),
    h("svg", { viewBox: `0 0 ${places} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": true }, ...bars),
  );
}

/** What a colour stands for. */
export const colour = (kind, text) => h("span", { key: kind, className: `key ${kind}` }, text);
