import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw, follow } from "../browser/drawn.js";
import { load, NOW, pass, settle, show } from "../browser/page.js";
import { arrived, page, row } from "../list/pages.js";

const NONE = {
  page: page(-1, []),
  patch: { view: "", boot: "", base: -1, rev: -1, rows: [], order: [], left: [] },
  pulse: { view: "", rev: 0, boot: "", at: 0 },
  changed: { rev: 0, rows: [] },
  status: { at: 0, boot: "", poll: { is_importing: false } },
  notices: [],
  preferences: { live_mode: "live" },
  marks: { at: 0, since: 0, read_until: 0, asked: [], marks: [] },
  probe: { id: 0, share: 0 },
};
const STATUS = { at: NOW, boot: "boot", poll: { is_importing: false } };

async function link() {
  show(true);
  window.liveSocket = { open: 1, openedAt: NOW, triedAt: NOW, drop: () => {} };
  globalThis.fetch = mock(async () => ({ status: 200 }));
  const { LiveLink } = await load("connection/live_link.js");
  const { useRows } = await load("list/rows_on_screen.js");
  const { useConnection } = await load("connection/connection.js");
  const rows = follow(useRows);
  const connection = follow(useConnection);
  const calls = { onBehind: mock(), onAskMarks: mock(), onShown: mock() };
  let props = { ...NONE, ...calls };
  const { again } = draw(h(LiveLink, props));
  return {
    ...calls,
    tell: (more) => {
      props = { ...props, ...more };
      again(h(LiveLink, props));
    },
    later: async (milliseconds) => {
      act(() => pass(milliseconds));
      await settle();
    },
    names: () => rows.current.map(({ sys_id }) => sys_id).join(""),
    status: () => connection.current.status,
  };
}

const patch = (base, rev, order, rows) => ({
  view: page(0, []).view,
  boot: "boot",
  base,
  rev,
  order,
  rows,
  left: [],
  total: 2,
  pages: 1,
  has_more: false,
});

test("what the app sends reaches the list, and any of it proves the connection", async () => {
  const { tell, names, status } = await link();
  tell({ status: STATUS, page: page(1, ["a"]) });
  expect([names(), status()]).toEqual(["a", "connected"]);
  tell({ patch: patch(1, 2, [-1, 0], [arrived("b")]) });
  expect(names()).toBe("ba");
  tell({ changed: { rev: 3, rows: [row("a", { revision: 9 })] } });
  expect(names()).toBe("ba");
});

test("a patch without its page asks for the page once, after a moment in which it may come", async () => {
  const { tell, names, later, onBehind } = await link();
  tell({ status: STATUS, page: page(1, ["a"]) });
  tell({ patch: patch(2, 3, [-1, 0], [arrived("b")]) });
  await later(1_000);
  tell({ patch: patch(3, 4, [0, 1], []) });
  expect(onBehind).not.toHaveBeenCalled();
  await later(600);
  expect(onBehind).toHaveBeenCalledTimes(1);
  tell({ page: page(2, ["a"]) });
  expect(names()).toBe("ba");
  await later(5_000);
  expect(onBehind).toHaveBeenCalledTimes(1);
});

test("a page that comes in time is not asked for", async () => {
  const { tell, later, onBehind } = await link();
  tell({ status: STATUS, page: page(1, ["a"]) });
  tell({ patch: patch(2, 3, [0], []) });
  tell({ page: page(2, ["a"]) });
  await later(5_000);
  expect(onBehind).not.toHaveBeenCalled();
});

test("a heartbeat of a newer page asks for it after a moment, and one of this page does not", async () => {
  const { tell, later, onBehind } = await link();
  const pulse = { view: page(0, []).view, boot: "boot", at: NOW };
  tell({ status: STATUS, page: page(1, ["a"]) });
  tell({ pulse: { ...pulse, rev: 1 } });
  await later(2_000);
  expect(onBehind).not.toHaveBeenCalled();
  tell({ pulse: { ...pulse, rev: 2 } });
  await later(1_499);
  expect(onBehind).not.toHaveBeenCalled();
  await later(1);
  expect(onBehind).toHaveBeenCalledTimes(1);
});

test("the choices count before the page that they hold back", async () => {
  const { tell, names } = await link();
  tell({ status: STATUS, page: page(1, ["a"]) });
  tell({ preferences: { live_mode: "notify" }, page: page(2, [arrived("b"), "a"]) });
  expect(names()).toBe("a");
});

test("a probe is answered when what came with it is drawn", async () => {
  const { tell, later, onShown } = await link();
  tell({ status: STATUS, page: page(1, ["a"]), probe: { id: 7, share: 1 } });
  await later(50);
  expect(onShown.mock.calls).toEqual([[7]]);
});
