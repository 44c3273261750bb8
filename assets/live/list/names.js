// Names of groups and people by their sys_ids, as far as this page has met them.
const names = new Map();

export const addNames = (pairs) => pairs.forEach(([id, name]) => names.set(id, name));
export const findName = (id) => names.get(id);
