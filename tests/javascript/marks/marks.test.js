import { expect, mock, test } from "bun:test";
import { load, pass } from "../browser/page.js";

const marks = () => load("marks/marks.js");
const row = (name, special = {}) => ({ sys_id: name, arrived_at: 0, priority: 3, ...special });
const told = (at, special = {}) => ({ at, since: 1, read_until: 0, asked: [], marks: [], ...special });

test("a ticket is unread from the first visit until it is opened", async () => {
  const { isUnread, receiveMarks } = await marks();
  const { requestMissingMarks, setMarksRequest } = await load("marks/missing_marks.js");
  const ask = mock();
  setMarksRequest(ask);
  const rows = [
    row("import"),
    row("before", { arrived_at: 90 }),
    row("seen", { arrived_at: 150 }),
    row("unknown", { arrived_at: 150 }),
    row("later", { arrived_at: 250 }),
  ];
  const unread = () => rows.filter(isUnread).map(({ sys_id }) => sys_id);
  expect(unread()).toEqual([]);
  receiveMarks(told(200, { since: 100, asked: ["seen"] }));
  expect(unread()).toEqual(["seen", "later"]);
  requestMissingMarks(rows);
  receiveMarks(told(300, { since: 100, marks: [{ sys_id: "seen", opened_revision: 7 }] }));
  expect(unread()).toEqual(["later"]);
  requestMissingMarks(rows);
  pass(299);
  expect(ask).not.toHaveBeenCalled();
  pass(1);
  expect(ask.mock.calls).toEqual([[["unknown"]]]);
});

test("marks that were read before others do not hide them", async () => {
  const { isUnread, receiveMarks } = await marks();
  const seen = row("seen", { arrived_at: 150 });
  const tell = (at, opened_revision) => {
    receiveMarks(told(at, { asked: ["seen"], marks: [{ sys_id: "seen", opened_revision }] }));
    return isUnread(seen);
  };
  // A page load reads marks, another tab opens a ticket and all tabs are told, and then the page load's come.
  expect([tell(1_000_000, 0), tell(1_000_020, 2), tell(1_000_010, 0), tell(1_000_030, 0)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  // The last is of a server whose clock was set back.
  expect(tell(900_000, 2)).toBe(false);
});

test("all is read up to a change whatever older marks say", async () => {
  const { isChanged, receiveMarks } = await marks();
  const rows = [row("opened", { revision: 4 }), row("opened", { revision: 5 })];
  const tell = (at, read_until) => {
    receiveMarks(told(at, { read_until, marks: [{ sys_id: "opened", opened_revision: 1 }] }));
    return rows.map(isChanged);
  };
  expect(tell(1_000_000, 0)).toEqual([true, true]);
  expect(tell(1_000_020, 4)).toEqual([false, true]);
  expect(tell(1_000_010, 0)).toEqual([false, true]);
  expect(tell(1_000_030, 4)).toEqual([false, true]);
  // The last is of another database, by a clock set back.
  expect(tell(900_000, 0)).toEqual([true, true]);
});

test("the ticket that stands open has not changed for its reader", async () => {
  const { isChanged, isWatched, receiveMarks, setOpenTicket, subscribeToMarks } = await marks();
  receiveMarks(told(1_000, { marks: [{ sys_id: "a", opened_revision: 1, is_watched: true }] }));
  const changed = row("a", { revision: 4 });
  const heard = mock();
  const end = subscribeToMarks(heard);
  expect([isChanged(changed), isWatched(changed), isWatched(row("b"))]).toEqual([true, true, false]);
  setOpenTicket("a");
  setOpenTicket("a");
  expect([isChanged(changed), heard.mock.calls.length]).toEqual([false, 1]);
  end();
  setOpenTicket("");
  expect([isChanged(changed), heard.mock.calls.length]).toEqual([true, 1]);
});

test("what says no time is no answer", async () => {
  const { isUnread, receiveMarks } = await marks();
  receiveMarks(told(0, { since: 100 }));
  expect(isUnread(row("a", { arrived_at: 150 }))).toBe(false);
});
