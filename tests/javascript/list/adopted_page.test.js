import { expect, test } from "bun:test";
import { act, follow } from "../browser/drawn.js";
import { load, NOW, pass } from "../browser/page.js";
import { arrived, page, row } from "./pages.js";

const PRIORITY = "sort=priority";

/** An open list: what comes goes in by `receive`, and `names` are the rows on the screen. */
async function openList({ mode = "live" } = {}) {
  const list = await load("list/adopted_page.js");
  const { useRows } = await load("list/rows_on_screen.js");
  const { setPreferences } = await load("kit/preferences.js");
  const choose = (live_mode) => act(() => setPreferences({ live_mode }));
  choose(mode);
  const figures = follow(list.useAdoptedPage);
  const rows = follow(useRows);
  const later = (milliseconds = 100) => act(() => pass(milliseconds));
  return {
    ...list,
    choose,
    later,
    receive: (...given) => act(() => list.receivePage(page(...given))),
    change: (...changed) => act(() => list.receiveChanged({ rev: 50, rows: changed })),
    showWaiting: () => act(list.showWaiting),
    rows: () => rows.current,
    row: (name) => rows.current.find(({ sys_id }) => sys_id === name),
    names: () => rows.current.map(({ sys_id }) => sys_id).join(""),
    figures: () => figures.current,
    waiting: () => figures.current.waiting,
  };
}

/** The reader scrolls the page's content so far. */
function scroll(pixels) {
  const content = document.querySelector(".content") ?? document.body.appendChild(document.createElement("div"));
  content.className = "content";
  content.scrollTop = pixels;
  act(() => content.dispatchEvent(new window.Event("scroll")));
  return content;
}

test("before the first page nothing is loaded", async () => {
  const list = await openList();
  expect(list.figures()).toMatchObject({ is_loaded: false, rows: 0, first: 0, last: 0, waiting: 0 });
  list.receive(-1, []);
  expect(list.figures().is_loaded).toBe(false);
});

test("a page says which of how many it shows", async () => {
  const list = await openList();
  list.receive(1, ["a", "b"], { view: "page=3", page: 3, limit: 25, total: 52, pages: 3, has_more: true });
  expect(list.figures()).toMatchObject({
    is_loaded: true,
    rows: 2,
    first: 51,
    last: 52,
    total: 52,
    pages: 3,
    page: 3,
    has_more: true,
    moved: false,
  });
  list.receive(2, [], { view: "page=9", page: 9, total: 52 });
  expect(list.figures()).toMatchObject({ is_loaded: true, rows: 0, first: 0, last: 0 });
});

test("at the top of page 1, newest first and idle, what arrives is inserted and shown as new for half a minute", async () => {
  const list = await openList();
  list.receive(1, ["a"]);
  list.receive(2, [arrived("b"), "a"]);
  expect([list.names(), list.waiting()]).toEqual(["ba", 0]);
  expect(list.rows().map(({ is_new }) => is_new)).toEqual([true, false]);
  list.later(31_100);
  expect(list.row("b").is_new).toBe(false);
});

test("an older page is dropped, unless another run of the app made it or it is another view's", async () => {
  const list = await openList();
  list.receive(5, ["a"]);
  list.receive(4, ["b"]);
  expect(list.names()).toBe("a");
  list.receive(5, ["b"]); // the same rev: known
  expect(list.names()).toBe("a");
  list.receive(3, ["c"], { boot: "next" });
  expect(list.names()).toBe("c");
  list.receive(2, ["d"], { boot: "next", view: "status=New" });
  expect(list.names()).toBe("d");
});

test("a list of one's own is taken again at the same rev", async () => {
  const list = await openList();
  const view = "reader=ada&unread=true";
  list.receive(5, ["a", "b"], { view });
  list.receive(5, ["b"], { view });
  expect(list.names()).toBe("b");
});

test.each([
  ["notify", {}, () => {}],
  ["live", {}, () => scroll(41)],
  ["live", { view: "page=2", page: 2 }, () => {}],
  ["live", { view: PRIORITY }, () => {}],
  ["live", { view: "sort=opened_at" }, () => {}],
])("a held list moves no row, counts what waits and changes in place: %s %o", async (mode, special, hold) => {
  const list = await openList({ mode });
  list.receive(1, ["b", "a"], { total: 2, ...special });
  hold();
  list.receive(2, [arrived("c"), row("a", { revision: 2, status: "Closed" }), "b"], { total: 3, ...special });
  expect([list.names(), list.waiting(), list.row("a").status]).toEqual(["ba", 1, "Closed"]);
  expect(list.figures()).toMatchObject({ moved: true, total: 3 });
  list.showWaiting();
  expect([list.names(), list.waiting(), list.figures().moved]).toEqual(["cab", 0, false]);
  expect(list.row("c").is_new).toBe(true);
});

test("a list sorted by its last change is as free as one sorted by its age", async () => {
  const list = await openList();
  list.receive(1, ["a"], { view: "sort=-updated_at" });
  list.receive(2, [arrived("b"), "a"], { view: "sort=-updated_at" });
  expect([list.names(), list.waiting()]).toEqual(["ba", 0]);
});

test("updates are not counted as new", async () => {
  const list = await openList({ mode: "notify" });
  list.receive(1, ["a", "b", "c"], { view: "sort=-updated_at" });
  list.receive(2, [row("c", { revision: 9 }), "a", "b"], { view: "sort=-updated_at" });
  expect([list.waiting(), list.figures().moved, list.row("c").revision]).toEqual([0, true, 9]);
});

test("of eight updates and one arrival while the reader is scrolled down, the arrival alone is counted", async () => {
  const list = await openList();
  const view = "limit=50&sort=-updated_at";
  const names = Array.from({ length: 50 }, (_, place) => `row${place}`);
  list.receive(1, names, { view, limit: 50, total: 60 });
  scroll(600);
  const updated = names.slice(40, 48).map((name) => row(name, { revision: 9 }));
  const others = names.filter((name) => !updated.some(({ sys_id }) => sys_id === name));
  list.receive(2, [...updated, ...others], { view, limit: 50, total: 60 });
  expect(list.waiting()).toBe(0);
  list.receive(3, [arrived("new"), ...updated, ...others.slice(0, -1)], { view, limit: 50, total: 61 });
  expect(list.waiting()).toBe(1);
  list.later(1_000);
  expect(list.waiting()).toBe(1);
});

test("what a reader asked for is shown for three seconds more, and then it is held again", async () => {
  const list = await openList({ mode: "notify" });
  list.receive(1, ["a"]);
  list.showWaiting();
  list.receive(2, [arrived("b"), "a"]);
  expect(list.names()).toBe("ba");
  list.later(3_100);
  list.receive(
    3,
    [arrived("c", { arrived_at: NOW + 5_000 }), "b", "a"].map((each) => (each === "b" ? arrived("b") : each)),
  );
  expect([list.names(), list.waiting()]).toEqual(["ba", 1]);
});

test("asking for what waits leads to the top of the list", async () => {
  const list = await openList();
  const scrolled = [];
  list.receive(1, ["a"]);
  scroll(500).scrollTo = (where) => scrolled.push(where);
  list.showWaiting();
  expect(scrolled).toEqual([{ top: 0 }]);
});

test("a reader who becomes idle at the top gets what waited", async () => {
  const list = await openList();
  list.receive(1, ["a"]);
  scroll(500);
  list.receive(2, [arrived("b"), "a"]);
  expect([list.names(), list.waiting()]).toEqual(["a", 1]);
  scroll(0);
  expect([list.names(), list.waiting()]).toEqual(["ba", 0]);
});

test("paused, nothing on the screen changes but the count, and going on shows the truth", async () => {
  const list = await openList();
  list.receive(1, ["a"], { total: 1 });
  list.choose("paused");
  list.receive(2, [arrived("b"), arrived("c"), row("a", { revision: 2, status: "Closed" })], { total: 3 });
  list.change(row("a", { revision: 3, status: "Resolved" }));
  expect([list.names(), list.waiting(), list.figures().total, list.row("a").status]).toEqual(["a", 2, 1, undefined]);
  list.choose("live");
  expect([list.names(), list.waiting(), list.figures().total, list.row("a").status]).toEqual(["bca", 0, 3, "Closed"]);
});

test("a paused list that is refreshed shows what comes, and stands still again after", async () => {
  const list = await openList({ mode: "paused" });
  list.receive(1, ["a"]);
  list.showWaiting();
  list.receive(2, [arrived("b"), "a"]);
  expect(list.names()).toBe("ba");
  list.later(3_100);
  list.receive(3, [arrived("b", { revision: 4, status: "Closed" }), "a"]);
  expect(list.row("b").status).toBe(undefined);
});

test("a page that is paused with no rows shows the first page that comes for another view", async () => {
  const list = await openList({ mode: "paused" });
  list.receive(1, ["a"]);
  list.receive(2, ["b"], { view: "status=New" });
  expect(list.names()).toBe("b");
});

test("from notify to live what waits is shown, if nothing holds it", async () => {
  const list = await openList({ mode: "notify" });
  list.receive(1, ["a"]);
  list.receive(2, [arrived("b"), "a"]);
  scroll(500);
  list.choose("live");
  expect(list.names()).toBe("a");
  scroll(0);
  expect(list.names()).toBe("ba");
});

test("an empty list has nothing to move", async () => {
  const list = await openList();
  list.receive(1, [], { view: PRIORITY });
  list.receive(2, [arrived("b")], { view: PRIORITY });
  expect([list.names(), list.waiting()]).toEqual(["b", 0]);
});

test("history that is being imported is nobody's news", async () => {
  const list = await openList({ mode: "notify" });
  list.receive(1, ["a"]);
  list.setImporting(true);
  list.receive(2, [arrived("b"), arrived("c"), "a"]);
  expect(list.waiting()).toBe(0);
});

test("what waits is announced once, and the growth alone", async () => {
  document.body.innerHTML = '<div id="announcements"></div>';
  const said = () => document.getElementById("announcements").textContent;
  const list = await openList({ mode: "notify" });
  list.receive(1, ["a"]);
  list.later(4_000);
  expect(said()).toBe("");
  list.receive(2, [arrived("b", { priority: 1 }), "a"]);
  list.later(4_000);
  expect(said()).toBe("1 new ticket, 1 critical");
  list.receive(3, [arrived("c"), arrived("b", { priority: 1 }), "a"]);
  list.later(4_000);
  expect(said()).toBe("1 new ticket");
});

test("what a search or a change of mode has led to is announced, and the first page is not", async () => {
  document.body.innerHTML = '<div id="announcements"></div>';
  const said = () => document.getElementById("announcements").textContent;
  const list = await openList();
  list.receive(1, ["a"], { total: 40 });
  expect(said()).toBe("");
  list.receive(1, ["a"], { view: "query=printer", total: 1 });
  expect(said()).toBe("1 ticket");
  list.receive(1, ["b"], { view: "page=2&query=printer", page: 2, pages: 3, total: 60, has_more: true });
  expect(said()).toBe("60 tickets or more, page 2 of 3");
  list.choose("paused");
  expect(said()).toContain("Paused");
});

test("a row that leaves the filter stays, grey, until the reader asks or half a minute has passed", async () => {
  const list = await openList();
  const view = "status=New";
  list.receive(1, ["a", "b"], { view });
  list.receive(2, ["a"], { view, left: ["b"] });
  expect([list.names(), list.row("b").is_left, list.row("a").is_left]).toEqual(["ab", true, false]);
  list.change(row("b", { revision: 7, status: "Closed" }));
  expect(list.row("b").status).toBe("Closed");
  list.receive(3, [arrived("c"), "a"], { view, left: ["b"] });
  expect([list.names(), list.row("b").status]).toEqual(["cab", "Closed"]);
  list.showWaiting();
  expect(list.names()).toBe("ca");
});

test("a row on the screen changes by itself when the page has moved on without it, and an older version is no news", async () => {
  const list = await openList({ mode: "notify" });
  list.receive(1, [row("a", { revision: 5 })]);
  list.receive(2, [arrived("b")]);
  list.change(row("a", { revision: 6, status: "Closed" }), row("elsewhere", { revision: 6 }));
  expect([list.names(), list.row("a").status]).toEqual(["a", "Closed"]);
  list.change(row("a", { revision: 4, status: "New" }));
  expect(list.row("a")).toMatchObject({ revision: 6, status: "Closed" });
});

test("a row stays as the last page or patch that had it, when the page moves on without it", async () => {
  const list = await openList({ mode: "notify" });
  const { view } = page(0, []);
  const patch = (base, rev, order, rows) => ({
    view,
    boot: "boot",
    base,
    rev,
    order,
    rows,
    total: 1,
    pages: 1,
    left: [],
  });
  list.receive(1, [row("a", { revision: 1 })]);
  list.receive(2, [row("a", { revision: 2, status: "Closed" })]);
  list.receive(3, [arrived("b")]);
  expect([list.names(), list.row("a").status]).toEqual(["a", "Closed"]);
  // Both arrive before the page that they change, and are taken at once.
  act(() => list.receivePatch(patch(4, 5, [-1, 1], [row("a", { revision: 5, status: "New" })])));
  act(() => list.receivePatch(patch(5, 6, [1], [])));
  list.receive(4, [row("a", { revision: 4, status: "Closed" }), arrived("b")]);
  expect([list.names(), list.row("a").status]).toEqual(["a", "New"]);
});

test("a patch makes the next page, also when it comes before the page that it changes", async () => {
  const list = await openList();
  const patch = (base, rev, order, rows) => ({
    view: page(0, []).view,
    boot: "boot",
    base,
    rev,
    order,
    rows,
    left: [],
    total: order.length,
    pages: 1,
    has_more: false,
  });
  act(() => list.receivePatch(patch(1, 2, [-1, 0], [arrived("b")])));
  expect(list.figures().is_loaded).toBe(false);
  list.receive(1, ["a"]);
  expect([list.names(), list.figures().total]).toEqual(["ba", 2]);
  act(() => list.receivePatch(patch(2, 3, [1], [])));
  expect(list.names()).toBe("a");
});

test("a heartbeat of a newer page, another view or another run finds the page behind", async () => {
  const list = await openList();
  list.receive(5, ["a"]);
  const pulse = { view: page(0, []).view, boot: "boot", rev: 5 };
  expect(list.isBehind(pulse)).toBe(false);
  expect(list.isBehind({ ...pulse, rev: 4 })).toBe(false);
  for (const other of [{ rev: 6 }, { boot: "next" }, { view: "page=2" }])
    expect(list.isBehind({ ...pulse, ...other })).toBe(true);
});

test.each([
  [
    "a row has the focus",
    () => document.querySelector("a").focus(),
    () => document.querySelector("a").blur(),
    "focusin",
  ],
  [
    "a menu is open",
    () => document.body.append(document.createElement("dialog")),
    () => document.querySelector("dialog").remove(),
    "keyup",
  ],
])("while %s no row moves", async (_, begin, end, event) => {
  document.body.innerHTML =
    '<table data-testid="ticket-table"><tr data-testid="ticket-row"><td><a href="/x" tabindex="0">A</a></td></tr></table>';
  const list = await openList();
  list.receive(1, ["a"]);
  const happen = (step) => {
    step();
    document.querySelector("dialog")?.setAttribute("open", "");
    document.dispatchEvent(new window.Event(event));
    list.later(10);
  };
  happen(begin);
  list.receive(2, [arrived("b"), "a"]);
  expect([list.names(), list.waiting()]).toEqual(["a", 1]);
  happen(end);
  expect([list.names(), list.waiting()]).toEqual(["ba", 0]);
});

test("a selection in the table holds its rows", async () => {
  document.body.innerHTML = '<table data-testid="ticket-table"><tr><td>Some words</td></tr></table>';
  const list = await openList();
  list.receive(1, ["a"]);
  const select = (isCollapsed) => {
    document.getSelection = () => ({ isCollapsed, anchorNode: document.querySelector("td").firstChild });
    document.dispatchEvent(new window.Event("selectionchange"));
    list.later(10);
  };
  select(false);
  list.receive(2, [arrived("b"), "a"]);
  expect([list.names(), list.waiting()]).toEqual(["a", 1]);
  select(true);
  expect(list.names()).toBe("ba");
});

test("a row is unread and changed as one's own marks say", async () => {
  const list = await openList();
  const { receiveMarks } = await load("marks/marks.js");
  list.receive(1, [row("a", { arrived_at: 150, revision: 5 })]);
  act(() => receiveMarks({ since: 100, read_until: 0, at: 200, asked: ["a"], marks: [] }));
  expect(list.row("a")).toMatchObject({ is_unread: true, is_changed: false });
  const marks = [{ sys_id: "a", opened_revision: 4, is_watched: false }];
  act(() => receiveMarks({ since: 100, read_until: 0, at: 300, asked: [], marks }));
  expect(list.row("a")).toMatchObject({ is_unread: false, is_changed: true });
});
