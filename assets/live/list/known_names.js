// Names of groups and people by their sys_ids, as far as this page knows them.
import { createStore } from "../kit/store.js";

const known = createStore({ names: /** @type {Map<string, string>} */ (new Map()) });

/** @param {[id: string, name: string][]} pairs */
export const addNames = (pairs) => known.update({ names: new Map([...known.get().names, ...pairs]) });

/** @param {string} id */
export const findName = (id) => known.get().names.get(id);
