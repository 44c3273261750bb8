import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

const row = (number, sysId) => ({ number, sys_id: sysId });
// Two tables may use one number, and a record of a third may have none.
const ROWS = [row("INC1", "a"), row("INC2", "b"), row("INC2", "c"), row("", "d"), row("INC3", "e")];

async function walk(step) {
  const { ticketAfter } = await load("ticket/panel_steps.js");
  const went = [];
  for (let at = step > 0 ? "INC1" : "INC3"; at !== ""; at = ticketAfter(ROWS, at, step)) {
    went.push(at);
    if (went.length > ROWS.length) break;
  }
  return went;
}

test("steps pass rows that share a number, and those without one, in both directions", async () => {
  expect(await walk(1)).toEqual(["INC1", "b", "c", "d", "INC3"]);
  expect(await walk(-1)).toEqual(["INC3", "d", "c", "b", "INC1"]);
});

test("from the open row the next one is shown, from a ticket outside the list the first, and past the end none", async () => {
  const { ticketAfter } = await load("ticket/panel_steps.js");
  const rows = ["a", "b", "c"].map((number) => ({ number, sys_id: `s-${number}` }));
  const after = (asked, step) => ticketAfter(rows, asked, step);
  expect([after("b", 1), after("s-b", -1), after("c", 1), after("a", -1), after("x", 1)]).toEqual([
    "c",
    "a",
    "",
    "",
    "a",
  ]);
});

test("the row of a ticket is found by its sys_id before its number", async () => {
  const { rowOf } = await load("kit/row_focus.js");
  document.body.innerHTML = `<table><tbody>${ROWS.map(
    (each) => `<tr data-testid="ticket-row" data-number="${each.number}" data-sys-id="${each.sys_id}"></tr>`,
  ).join("")}</tbody></table>`;
  expect(["c", "INC2", "INC3"].map((name) => rowOf(name)?.dataset.sysId)).toEqual(["c", "b", "e"]);
  expect(rowOf("INC9")).toBeUndefined();
});
