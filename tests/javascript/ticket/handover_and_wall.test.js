import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

const TICKET = {
  number: "INC1",
  short_description: "A *b*\n[c](d)",
  status: "New",
  priority: 1,
  assigned_to: "",
  note: "x → y",
};
const HANDOVER = {
  since: 0,
  until: 3_600_000,
  sections: [
    { name: "opened", title: "Opened", total: 2, tickets: [TICKET] },
    { name: "resolved", title: "Resolved", total: 0, tickets: [] },
  ],
};

test("a handover is copied as text, and as Markdown in which a ticket's words stay words", async () => {
  const { asMessage } = await load("handover/copy_handover.js");
  const text = asMessage(HANDOVER, "text", "https://desk");
  expect(text).toContain("- INC1 A *b* [c](d) (P1, New, unassigned, x → y) https://desk/tickets/INC1\n- … and 1 more");
  expect(text).toContain("Resolved (0)\n- none");
  const markdown = asMessage(HANDOVER, "markdown", "https://desk");
  expect(markdown).toContain("## Opened (2)");
  expect(markdown).toContain(
    "- [INC1](https://desk/tickets/INC1) A \\*b\\* \\[c\\]\\(d\\) (P1, New, unassigned, x → y)",
  );
});

test("the wall says how long a ticket has been running, and never a negative time", async () => {
  const { running } = await load("wall/wall.js");
  const minute = 60_000;
  expect([running(-5), running(59 * minute), running(61 * minute), running(50 * 60 * minute)]).toEqual([
    "0 min",
    "59 min",
    "1 h 1 min",
    "2 d 2 h",
  ]);
});
