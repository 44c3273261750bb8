// React's components and hooks as a page draws them.
import { act, createElement } from "react";
import { createRoot } from "react-dom/client";

const roots = new Set();

/** Draw an element; gives its place, and a function that draws another in its stead. */
export function draw(element) {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  roots.add(root);
  const again = (next) => act(() => root.render(next));
  again(element);
  return { place, again };
}

/** What a hook gives, whenever it is asked. */
export function follow(hook) {
  const last = {};
  // biome-ignore lint/correctness/noComponentHookFactories: a test draws one component for the hook it is given
  const Follower = () => {
    last.current = hook();
    return null;
  };
  draw(createElement(Follower));
  return last;
}

/** Take everything off the page. */
export function clear() {
  act(() => roots.forEach((root) => root.unmount()));
  roots.clear();
}

export { act };
