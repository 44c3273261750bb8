import { expect, test } from "bun:test";
import { act, follow } from "../browser/drawn.js";
import { load, pass } from "../browser/page.js";

const field = (name, text) => ({ name, label: name, value: { text, at: 0, is_long: false } });
const entry = (place) => ({
  key: `change:${place}`,
  at: place,
  author: "",
  kind: "change",
  text: "",
  long_changes: [],
});

function detail(rev, special = {}) {
  return {
    key: "a1",
    sys_id: "a1",
    number: "INC1",
    boot: "boot",
    rev,
    is_known: true,
    short_description: "Printer",
    description: "",
    close_notes: "",
    status: "New",
    priority: 3,
    table: "incident",
    url: "",
    opened_at: 0,
    is_active: true,
    is_deleted: false,
    groups: [{ title: "Main", fields: [field("assigned_to", "Ada")] }],
    others: [field("mod_count", "1")],
    activity: [entry(1)],
    entries: 1,
    related: [],
    same_number: [],
    ...special,
  };
}

async function openTicket(asked = "INC1") {
  const it = await load("ticket/ticket.js");
  const shown = follow(it.useTicket);
  act(() => it.setRequestedTicket({ asked, is_panel: true }));
  return {
    ...it,
    shown: () => shown.current,
    receive: (...given) => act(() => it.receiveTicket(detail(...given))),
    ask: (next) => act(() => it.setRequestedTicket({ asked: next, is_panel: true })),
  };
}

const places = ({ activity }) => activity.map(({ at }) => at);

test("a ticket is shown to who asked for it by its number, its sys_id or its key, in whatever letter case", async () => {
  for (const asked of ["INC1", "inc1", "A1"]) {
    const ticket = await openTicket(asked);
    ticket.receive(1);
    expect([asked, ticket.shown().is_loaded, ticket.shown().short_description]).toEqual([asked, true, "Printer"]);
    ticket.ask("INC2");
    expect([ticket.shown().is_loaded, ticket.shown().asked]).toEqual([false, "INC2"]);
    ticket.ask("");
  }
});

test("an older ticket is dropped, unless another run of the app made it or it is another ticket", async () => {
  const ticket = await openTicket();
  act(() => ticket.receiveTicket(undefined));
  ticket.receive(-1);
  expect(ticket.shown().is_loaded).toBe(false);
  ticket.receive(5, { status: "Closed" });
  ticket.receive(4, { status: "Old" });
  ticket.receive(5, { status: "Same rev" });
  expect(ticket.shown().status).toBe("Closed");
  ticket.receive(1, { status: "New run", boot: "next" });
  expect(ticket.shown().status).toBe("New run");
  ticket.receive(0, { key: "b2", sys_id: "b2", number: "INC2", boot: "next" });
  ticket.ask("INC2");
  expect(ticket.shown().is_loaded).toBe(true);
});

test("what has changed is marked for six seconds, but for what moves with every change", async () => {
  const ticket = await openTicket();
  ticket.receive(1);
  expect(ticket.shown().changed).toEqual([]);
  ticket.receive(2, {
    status: "Closed",
    groups: [{ title: "Main", fields: [field("assigned_to", "Bob")] }],
    others: [field("mod_count", "2")],
    activity: [entry(2), entry(1)],
    entries: 2,
  });
  const marks = () => [
    ticket.shown().changed,
    ticket.shown().groups[0].fields[0].is_changed,
    ticket.shown().others[0].is_changed,
    ticket.shown().activity.map(({ is_new }) => is_new),
  ];
  expect(marks()).toEqual([["status"], true, false, [true, false]]);
  act(() => pass(6_100));
  expect(marks()).toEqual([[], false, false, [false, false]]);
});

test("another ticket has no marks of the one before", async () => {
  const ticket = await openTicket();
  ticket.receive(1);
  ticket.receive(2, { status: "Closed" });
  ticket.ask("INC2");
  ticket.receive(3, { key: "b2", sys_id: "b2", number: "INC2", status: "Open" });
  expect(ticket.shown().changed).toEqual([]);
});

test("the activity grows at both ends, and what would stand beside a gap is dropped", async () => {
  const ticket = await openTicket();
  const older = (special) =>
    act(() => ticket.receiveOlder({ key: "a1", before: "change:8", entries: [entry(7), entry(6)], ...special }));
  ticket.receive(1, { activity: [entry(9), entry(8)], entries: 6 });
  expect([places(ticket.shown()), ticket.shown().oldest, ticket.shown().has_older]).toEqual([[9, 8], "change:8", true]);
  older({ key: "" });
  older({ key: "other" });
  older({ before: "change:77" });
  expect(places(ticket.shown())).toEqual([9, 8]);
  older();
  expect([places(ticket.shown()), ticket.shown().oldest]).toEqual([[9, 8, 7, 6], "change:6"]);
  ticket.receive(2, { activity: [entry(10), entry(9)], entries: 7 });
  expect(places(ticket.shown())).toEqual([10, 9, 8, 7, 6]);
  ticket.receive(3, { activity: [entry(30), entry(29)], entries: 27 });
  expect([places(ticket.shown()), ticket.shown().has_older]).toEqual([[30, 29], true]);
});

test("a heartbeat of a newer state of the same ticket finds it behind", async () => {
  const ticket = await openTicket();
  ticket.receive(5);
  const pulse = { key: "a1", boot: "boot", rev: 5 };
  const behind = (special) => ticket.isBehind({ ...pulse, ...special });
  expect([
    behind(),
    behind({ rev: 6 }),
    behind({ boot: "next" }),
    behind({ key: "b2", rev: 6 }),
    behind({ key: "" }),
  ]).toEqual([false, true, true, false, false]);
});

test("a ticket that one watches says so as soon as one's marks do", async () => {
  const ticket = await openTicket();
  const { receiveMarks } = await load("marks/marks.js");
  ticket.receive(1);
  const marks = [{ sys_id: "a1", opened_revision: 1, is_watched: true }];
  act(() => receiveMarks({ at: 1_000, since: 1, read_until: 0, asked: [], marks }));
  expect(ticket.shown().is_watched).toBe(true);
});

test("while a ticket is on its way, the page shows what its row in the list knows", async () => {
  const { showRows } = await load("list/rows_on_screen.js");
  const ticket = await openTicket("INC7");
  const row = {
    number: "INC7",
    sys_id: "s7",
    short_description: "Router",
    status: "New",
    priority: 1,
    is_active: true,
  };
  showRows([{ ...row, assigned_to: "Ada", assignment_group: "Network", opened_at: 5 }]);
  ticket.ask("INC8");
  ticket.ask("INC7");
  const { is_loaded, number, short_description, priority, assigned_to } = ticket.shown();
  expect([is_loaded, number, short_description, priority, assigned_to]).toEqual([false, "INC7", "Router", 1, "Ada"]);
});

test("empty fields are kept apart from the others", async () => {
  const ticket = await openTicket();
  const groups = [
    { title: "Main", fields: [field("assigned_to", "Ada"), field("company", "")] },
    { title: "Dates", fields: [field("closed_at", "")] },
  ];
  ticket.receive(1, { groups });
  expect(ticket.shown().groups.map((group) => group.fields.map(({ name }) => name))).toEqual([["assigned_to"]]);
  expect(ticket.shown().empty.map(({ name }) => name)).toEqual(["company", "closed_at"]);
});
