// Stands in for Reflex's own module, which only a compiled app has.
export const getBackendURL = () => new URL("http://dashboard.example/");
