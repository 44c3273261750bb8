// Names of groups and people by their sys_ids, as far as this page has met them.
const names = new Map();

export const learnNames = (pairs) => pairs.forEach(([id, name]) => names.set(id, name));
export const nameOf = (id) => names.get(id);
