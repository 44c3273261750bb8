// The state of a module, in the shape that React's useSyncExternalStore takes.

/**
 * @template {object} State
 * @typedef {object} Store
 * @property {State} initial What the pages are compiled with.
 * @property {() => State} get Return the state, which is replaced and never changed in place.
 * @property {(changes: Partial<State>) => void} update Replace some of it.
 * @property {(listener: () => void) => () => void} subscribe Call after each update; return a function that ends it.
 */

/**
 * @template {object} State
 * @param {State} initial
 * @returns {Store<State>}
 */
export function createStore(initial) {
  let state = initial;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  return {
    initial,
    get: () => state,
    update(changes) {
      state = { ...state, ...changes };
      listeners.forEach((listener) => listener());
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Call with a part of the state, and what it was before, whenever that part has changed; return a function that ends it.
 * @template {object} State
 * @template Part
 * @param {Store<State>} store
 * @param {(state: State) => Part} select
 * @param {(part: Part, before: Part) => void} listener
 */
export function watch(store, select, listener) {
  let last = select(store.get());
  return store.subscribe(() => {
    const before = last;
    last = select(store.get());
    if (!Object.is(last, before)) listener(last, before);
  });
}
