// The name of the view on the screen: that of the link in the navigation which leads to it.
import { createElement as h } from "react";
import { createStore } from "../kit/store.js";
import { useStore } from "../kit/use_store.js";
import { translate } from "../language/translate.js";

const FILTERED = translate("Filtered tickets");

const store = createStore({ name: "" });

/**
 * Name the view on the screen; return a function that takes the name away.
 * @param {string} name
 */
export function nameView(name) {
  store.update({ name });
  return () => {
    if (store.get().name === name) store.update({ name: "" });
  };
}

export function ViewName() {
  const name = useStore(store, (state) => state.name);
  return h("span", { "data-testid": "view-name" }, name || FILTERED);
}
