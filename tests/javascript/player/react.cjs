// Stands in for React, which draws: a store's hook gives what the store holds.
module.exports = { useSyncExternalStore: (_subscribe, read) => read() };
