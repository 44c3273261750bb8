// Stores for components.
/** @import { Store } from "./store.js" */
import { useSyncExternalStore } from "react";

/**
 * A part of the state, for components.
 * @template {object} State
 * @template Part
 * @param {Store<State>} store
 * @param {(state: State) => Part} select
 */
export const useStore = (store, select) =>
  useSyncExternalStore(
    store.subscribe,
    () => select(store.get()),
    () => select(store.initial),
  );
