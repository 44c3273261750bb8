import { expect, test } from "bun:test";
import { act, follow } from "../browser/drawn.js";
import { load, NOW, pass } from "../browser/page.js";

const clock = () => load("kit/clock.js");

test("the server's time goes on from what it last said", async () => {
  const { setServerTime, serverNow } = await clock();
  expect(serverNow()).toBe(NOW);
  setServerTime(NOW - 60_000);
  pass(1_000);
  expect(serverNow()).toBe(NOW - 59_000);
  setServerTime(0); // a message without a time
  expect(serverNow()).toBe(NOW - 59_000);
});

test("what shows an age is drawn again with each tick, and where only a changed text counts, with that", async () => {
  const { advanceTick, useAtTick, useTick } = await clock();
  const drawings = { ticks: 0, minutes: 0 };
  const minute = () => Math.floor(Date.now() / 60_000);
  follow(() => {
    drawings.ticks += 1;
    return useTick();
  });
  const shown = follow(() => {
    drawings.minutes += 1;
    return useAtTick(minute);
  });
  for (let tick = 0; tick < 12; tick += 1) act(() => pass(5_000));
  expect(drawings).toEqual({ ticks: 13, minutes: 2 });
  expect(shown.current).toBe(minute());
  act(advanceTick);
  expect(drawings.ticks).toBe(14);
});
