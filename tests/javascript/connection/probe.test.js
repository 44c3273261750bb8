import { expect, mock, test } from "bun:test";
import { chanceIs, load, pass, show } from "../browser/page.js";

test("a page answers a probe by lot, when it has drawn, and only where somebody sees it", async () => {
  const { answerProbe } = await load("connection/probe.js");
  const answer = mock();
  show(true);
  chanceIs(0.2);
  answerProbe({ id: 1, share: 0.1 }, answer);
  answerProbe({ id: 0, share: 1 }, answer);
  answerProbe({ id: 2, share: 0.5 }, answer);
  expect(answer).not.toHaveBeenCalled();
  show(false);
  answerProbe({ id: 3, share: 1 }, answer);
  pass(100);
  expect(answer.mock.calls).toEqual([[2]]);
});
