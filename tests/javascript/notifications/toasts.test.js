import { beforeEach, expect, mock, test } from "bun:test";
import { load, pass } from "../browser/page.js";
import { bell, item, notice } from "./items.js";

let channel;

beforeEach(() => {
  globalThis.BroadcastChannel = class {
    sent = [];
    constructor() {
      channel = this;
    }
    postMessage(data) {
      this.sent.push(data);
    }
  };
});

/** A page that shows toasts: `open` gives those that are open, the newest first. */
async function openPage(preferences = {}) {
  const toasts = await load("notifications/toasts.js");
  const { receiveBell } = await load("notifications/news.js");
  const { setNotificationActions } = await load("notifications/mark_read.js");
  const { setPreferences } = await load("kit/preferences.js");
  const { toast } = await import("sonner");
  const read = mock();
  const go = mock();
  setNotificationActions(read, go);
  setPreferences(preferences);
  const open = () => toast.getToasts().map(({ type, title, description }) => [type, title, description ?? ""]);
  const raw = (id) => toast.getToasts().find((each) => each.id === id);
  return { ...toasts, receiveBell, read, go, open, raw, titles: () => open().map(([, title]) => title) };
}

const LOST = { status: "reconnecting", was_connected: true };
const BACK = { status: "connected", was_connected: true };

test("what stood on the board when the page opened is history, and each later notice is shown once", async () => {
  const { showNotices, titles } = await openPage();
  showNotices([notice(1, { subject: "poll" })], "");
  showNotices([notice(1, { subject: "poll" })], "boot");
  expect(titles()).toEqual([]);
  showNotices([notice(1, { subject: "poll" }), notice(2, { subject: "poll" }), notice(3, { subject: "poll" })], "boot");
  showNotices([notice(3, { subject: "poll" })], "boot");
  expect(titles()).toEqual(["Notice 3"]); // the newest of a subject
});

test("all that a poll brings is one toast, with the gravest level", async () => {
  const { showNotices, showNotifications, open } = await openPage();
  showNotices([], "boot");
  showNotices([notice(1, { title: "2 new tickets" })], "boot");
  showNotifications([item(1), item(2, { event: "changed_ticket", level: "warning", title: "INC2 was reopened" })]);
  expect(open()).toEqual([["warning", "2 new tickets", "INC2 was reopened"]]);
  pass(5_001);
  showNotifications([item(3, { level: "error" })]);
  expect(open()).toEqual([["error", "Item 3", "Text 3"]]);
});

test("many are named in four lines at most", async () => {
  const { showNotifications, open } = await openPage();
  showNotifications([1, 2, 3, 4, 5, 6].map((id) => item(id)));
  expect(open()).toEqual([["warning", "Item 6", "Text 6\nItem 5\nItem 4\nand 3 more"]]);
});

test("what is neither critical nor failing nor watched has no toast", async () => {
  const { showNotices, showNotifications, titles } = await openPage();
  showNotices([], "boot");
  showNotices([notice(1, { level: "info" })], "boot");
  showNotifications([item(1, { level: "info" }), item(2, { level: "info", event: "updated_ticket" })]);
  expect(titles()).toEqual([]);
  showNotifications([item(3, { level: "info", event: "watched_ticket" })]);
  expect(titles()).toEqual(["Item 3"]);
});

test("who has subscribed is shown their tickets and not the notice of all", async () => {
  const { showNotices, showNotifications, titles } = await openPage({
    notices: { table: [], assignment_group: ["g1"] },
  });
  showNotices([], "boot");
  showNotices([notice(1)], "boot");
  expect(titles()).toEqual([]);
  showNotifications([item(1)]);
  expect(titles()).toEqual(["Item 1"]);
});

test.each([
  ["off", []],
  ["errors", ["Notice 3", "Connection lost"]],
  ["all", ["Notice 1", "Notice 2", "Notice 3", "Connection lost"]],
])("toasts can be all, errors alone, or off: %s", async (choice, expected) => {
  const { showConnection, showNotices, titles } = await openPage({ toasts: choice });
  showNotices([], "boot");
  const levels = ["info", "warning", "error"];
  showNotices(
    levels.map((level, place) => notice(place + 1, { subject: level, level })),
    "boot",
  );
  showConnection(LOST);
  expect(titles().sort()).toEqual([...expected].sort());
});

test("a cut is told once, and its end once; what arrived meanwhile is not told again", async () => {
  const { isDisconnected, showConnection, showNotices, titles, open } = await openPage();
  showNotices([], "boot");
  showConnection({ status: "reconnecting", was_connected: false });
  expect([titles(), isDisconnected()]).toEqual([[], false]);
  showConnection(LOST);
  showConnection({ status: "offline", was_connected: true });
  expect([titles(), isDisconnected()]).toEqual([["Connection lost"], true]);
  pass(1_000);
  showConnection(BACK);
  expect([open(), isDisconnected()]).toEqual([[["success", "Connected again", "You're up to date."]], false]);
  showNotices([notice(1)], "boot");
  expect(titles()).toEqual(["Connected again"]);
});

test("who wants errors alone sees the lost connection go without a word", async () => {
  const { showConnection, titles } = await openPage({ toasts: "errors" });
  showConnection(LOST);
  expect(titles()).toEqual(["Connection lost"]);
  showConnection(BACK);
  expect(titles()).toEqual([]);
});

test("a toast that is closed goes in all tabs and is read; one that ends by itself is not", async () => {
  const { showNotifications, raw, read } = await openPage();
  showNotifications([item(1)]);
  const shown = raw("arrivals");
  shown.onDismiss();
  shown.onDismiss();
  expect([channel.sent, read.mock.calls]).toEqual([["arrivals"], [[[1]]]]);
  showNotifications([item(2)]);
  const { onAutoClose, onDismiss } = raw("arrivals");
  onAutoClose();
  onDismiss();
  expect(channel.sent).toEqual(["arrivals"]);
});

test("a toast that is closed in another tab closes here", async () => {
  const { showNotifications, titles } = await openPage();
  showNotifications([item(1)]);
  channel.onmessage({ data: "arrivals" });
  expect(titles()).toEqual([]);
});

test("a toast opens what it is about, or all where it is about several", async () => {
  const { showNotifications, raw, go, read } = await openPage();
  showNotifications([item(1)]);
  raw("arrivals").action.onClick();
  showNotifications([item(2)]);
  raw("arrivals").action.onClick();
  expect(go.mock.calls).toEqual([["/tickets/1"], ["/notifications"]]);
  expect(read.mock.calls).toEqual([[[1]], [[2, 1]]]);
});

test("a burst stays a toast of its own for imports, and polling's notifications belong to its notice", async () => {
  const { showNotices, showNotifications, open } = await openPage();
  showNotices([], "boot");
  showNotices([notice(1, { subject: "poll", title: "No answer", level: "error" })], "boot");
  showNotifications([
    item(1, { event: "polling" }),
    item(2, { event: "import", title: "Import done", level: "success" }),
  ]);
  expect(
    open()
      .map(([, title]) => title)
      .sort(),
  ).toEqual(["Import done", "No answer"]);
});

test("the first bell tells what came while no tab was open, and nothing on a first visit", async () => {
  const first = await openPage();
  first.receiveBell(bell(1, [item(3), item(2)]), "boot");
  expect(first.titles()).toEqual([]);
  first.receiveBell(bell(2, [item(4), item(3), item(2)]), "boot");
  expect(first.titles()).toEqual(["Item 4"]);
  expect(localStorage.getItem("rca_dashboard.seen_notification")).toBe("4");
});

test("what came while the page was closed or cut is one toast", async () => {
  localStorage.setItem("rca_dashboard.seen_notification", "1");
  const { receiveBell, open, titles, showConnection } = await openPage();
  receiveBell(bell(1, [item(3), item(2), item(1)]), "boot");
  expect(open()).toEqual([["info", "While you were away: 2 notifications", "Item 3\nItem 2"]]);
  showConnection(LOST);
  receiveBell(bell(2, [item(4), item(3), item(2), item(1)]), "boot");
  expect(titles()).toContain("While you were away: 1 notification");
});

test("an older bell is dropped, unless another run of the app made it, and one that grew is news again", async () => {
  const { receiveBell, titles } = await openPage();
  receiveBell(bell(5, [item(1)]), "boot");
  receiveBell(bell(4, [item(2), item(1)]), "boot");
  receiveBell(bell(-1, [item(2)]), "boot");
  receiveBell(bell(6, [item(2)]), "");
  expect(titles()).toEqual([]);
  receiveBell(bell(6, [item(1, { title: "7 new tickets" })]), "boot");
  expect(titles()).toEqual(["7 new tickets"]);
  receiveBell(bell(1, [item(2), item(1, { title: "7 new tickets" })]), "next");
  expect(titles()).toEqual(["Item 2"]);
});

test("a toast goes when all that it tells is read or dismissed in any tab", async () => {
  const { receiveBell, titles } = await openPage();
  receiveBell(bell(1, []), "boot");
  receiveBell(bell(2, [item(2), item(1)]), "boot");
  receiveBell(bell(3, [item(2), item(1, { is_read: true })]), "boot");
  expect(titles()).toEqual(["Item 2"]);
  receiveBell(bell(4, [item(1, { is_read: true })]), "boot");
  expect(titles()).toEqual([]);
});
