import { expect, test } from "bun:test";
import { act, follow } from "../browser/drawn.js";
import { load, openPage, pass } from "../browser/page.js";

const KEY = "rca_dashboard.preferences";
const ALL = [
  "ticket_id",
  "short_description",
  "status",
  "priority",
  "due_at",
  "category",
  "assignment_group",
  "assigned_to",
  "source",
  "age",
  "opened_at",
  "updated_at",
];
const preferences = () => load("kit/preferences.js");

test("a page opens with what this browser saw last, and with the defaults where it remembers nothing sound", async () => {
  openPage("/", { [KEY]: JSON.stringify({ live_mode: "paused", columns: ["status"] }) });
  expect((await preferences()).getPreferences()).toEqual({
    live_mode: "paused",
    density: "comfortable",
    columns: ["status"],
    has_single_keys: true,
    separator: "comma",
  });
  for (const kept of ["{}", "not JSON", '{"live_mode":"paused"}', "null"]) {
    openPage("/", { [KEY]: kept });
    expect([kept, (await preferences()).getPreferences().live_mode]).toEqual([kept, "live"]);
  }
});

test("what the app says is shown and remembered, but for what is not drawn", async () => {
  const { setPreferences, subscribeToPreferences, getPreferences } = await preferences();
  const changes = [];
  const end = subscribeToPreferences((now, before) => changes.push([before.density, now.density]));
  setPreferences({ density: "compact", notices: { table: ["incident"] } });
  setPreferences({ density: "compact", notices: { table: ["incident"] } });
  expect(changes).toEqual([["comfortable", "compact"]]);
  expect(getPreferences().notices).toEqual({ table: ["incident"] });
  const kept = JSON.parse(localStorage.getItem(KEY));
  expect([kept.density, kept.columns, "notices" in kept]).toEqual(["compact", ALL, false]);
  end();
  setPreferences({ density: "comfortable" });
  expect(changes).toHaveLength(1);
});

test("a choice shows at once, an earlier answer changes nothing, and a refused one goes after five seconds", async () => {
  const { overridePreferences, setPreferences, getPreferences } = await preferences();
  overridePreferences({ live_mode: "notify" });
  overridePreferences({ live_mode: "paused" });
  expect(getPreferences().live_mode).toBe("paused");
  setPreferences({ live_mode: "notify" });
  expect(getPreferences().live_mode).toBe("paused");
  pass(5_000);
  expect(getPreferences().live_mode).toBe("notify");
});

test("a browser that keeps nothing shows the choices all the same", async () => {
  openPage();
  Object.defineProperty(window, "localStorage", {
    get() {
      throw new Error("denied");
    },
  });
  const { setPreferences, getPreferences } = await preferences();
  setPreferences({ live_mode: "paused" });
  expect(getPreferences().live_mode).toBe("paused");
});

test("the figures stand still while paused, and go on after", async () => {
  const { setPreferences, useStatusOnScreen } = await preferences();
  let status = { boot: "", total: 0 };
  const shown = follow(() => useStatusOnScreen(status));
  const next = (total, mode) => {
    status = { boot: "b", total };
    act(() => setPreferences({ live_mode: mode, notices: { at: total } }));
    return shown.current.total;
  };
  expect(next(1, "live")).toBe(1);
  expect(next(2, "paused")).toBe(1);
  expect(next(3, "paused")).toBe(1);
  expect(next(4, "live")).toBe(4);
});

test("a paused page that opens shows the first figures there are", async () => {
  openPage("/", { [KEY]: JSON.stringify({ live_mode: "paused", columns: ALL }) });
  const { setPreferences, useStatusOnScreen } = await preferences();
  let status = { boot: "", total: 0 };
  const shown = follow(() => useStatusOnScreen(status));
  for (const total of [5, 6]) {
    status = { boot: "b", total };
    act(() => setPreferences({ live_mode: "paused", notices: { at: total } }));
  }
  expect(shown.current.total).toBe(5);
});

test("the chosen columns come first, and the others can be had", async () => {
  const { columnChoices } = await preferences();
  const choices = columnChoices(["priority", "ticket_id"]);
  expect(choices.slice(0, 3)).toEqual([
    { field: "priority", is_shown: true },
    { field: "ticket_id", is_shown: true },
    { field: "short_description", is_shown: false },
  ]);
  expect(choices.map(({ field }) => field).sort()).toEqual([...ALL].sort());
});

test("a column goes and comes at the end, and the last one stays", async () => {
  const { hasCustomColumns, withColumn } = await preferences();
  expect(withColumn(["a", "b"], "a", false)).toEqual(["b"]);
  expect(withColumn(["b"], "a", true)).toEqual(["b", "a"]);
  expect(withColumn(["b"], "b", false)).toEqual(["b"]);
  expect([hasCustomColumns(ALL), hasCustomColumns(ALL.slice(1)), hasCustomColumns([...ALL].reverse())]).toEqual([
    false,
    true,
    true,
  ]);
});

test("a column moves by a step and stops at the ends", async () => {
  const { withMoved } = await preferences();
  const columns = ["a", "b", "c"];
  expect(withMoved(columns, "b", -1)).toEqual(["b", "a", "c"]);
  expect(withMoved(columns, "b", 1)).toEqual(["a", "c", "b"]);
  expect(withMoved(columns, "a", -1)).toEqual(columns);
  expect(withMoved(columns, "c", 1)).toEqual(columns);
  expect(withMoved(columns, "unknown", 1)).toEqual(columns);
});
