import { expect, mock, test } from "bun:test";
import { act, follow } from "../browser/drawn.js";
import { chanceIs, load, NOW, openPage, pass, settle, show } from "../browser/page.js";

/** A page whose socket is open; the app answers who one is with `answer`. */
async function connect({ address = "/", answer = () => ({ status: 200 }), isNetworkOff = false } = {}) {
  openPage(address);
  Object.defineProperty(navigator, "onLine", { value: !isNetworkOff, configurable: true });
  show(true);
  chanceIs(0);
  window.liveSocket = { open: 1, openedAt: NOW, triedAt: NOW, drop: mock() };
  globalThis.fetch = mock(async () => answer());
  const left = { reload: mock(), assign: mock() };
  Object.assign(window.location, left);
  const it = await load("connection/connection.js");
  const shown = follow(it.useConnection);
  return {
    ...it,
    ...left,
    hear: () => act(it.recordMessage),
    cut: () => {
      window.liveSocket.open = 0;
      act(() => window.dispatchEvent(new window.Event("live-socket")));
    },
    status: () => shown.current.status,
    later: async (milliseconds) => {
      for (let passed = 0; passed < milliseconds; passed += 500) {
        act(() => pass(500));
        await settle();
      }
    },
  };
}

test("a page is connected from the first message, and stale when two signs of life are missing", async () => {
  const page = await connect();
  const changes = [];
  const end = page.subscribeToConnection(({ status, was_connected }) => changes.push([status, was_connected]));
  expect(page.status()).toBe("reconnecting");
  page.hear();
  expect(page.status()).toBe("connected");
  await page.later(8_000);
  expect(page.status()).toBe("connected");
  await page.later(2_000);
  expect(page.status()).toBe("stale");
  expect(window.liveSocket.drop).not.toHaveBeenCalled();
  page.hear();
  end();
  page.cut();
  expect(changes).toEqual([
    ["connected", true],
    ["stale", true],
    ["connected", true],
  ]);
});

test("a lost socket is reconnecting, and after half a minute offline", async () => {
  const page = await connect();
  page.hear();
  page.cut();
  expect(page.status()).toBe("reconnecting");
  await page.later(29_000);
  expect(page.status()).toBe("reconnecting");
  await page.later(2_000);
  expect(page.status()).toBe("offline");
});

test("an error that Reflex knows of is a lost socket", async () => {
  const page = await connect();
  page.hear();
  act(() => page.setSocketErrors([new Error("refused")]));
  expect(page.status()).toBe("reconnecting");
  act(() => page.setSocketErrors([]));
  expect(page.status()).toBe("connected");
});

test("a computer without a network is offline at once", async () => {
  const page = await connect();
  page.hear();
  Object.defineProperty(navigator, "onLine", { value: false, configurable: true });
  act(() => window.dispatchEvent(new window.Event("offline")));
  expect(page.status()).toBe("offline");
});

const setNetwork = (isOn) => {
  Object.defineProperty(navigator, "onLine", { value: isOn, configurable: true });
  act(() => window.dispatchEvent(new window.Event(isOn ? "online" : "offline")));
};

test("a socket that is heard is connected whatever the browser says of the network", async () => {
  const page = await connect();
  page.hear();
  setNetwork(false);
  await page.later(1_000);
  page.hear();
  expect(page.status()).toBe("connected");
  await page.later(8_000);
  expect(page.status()).toBe("connected");
  await page.later(2_000);
  expect(page.status()).toBe("offline");
  page.hear();
  expect(page.status()).toBe("connected");
});

test("a page that opens without a network, as the browser says, is connected from the first message", async () => {
  const page = await connect({ isNetworkOff: true });
  expect(page.status()).toBe("reconnecting");
  await page.later(1_000);
  expect(page.status()).toBe("offline");
  page.hear();
  expect(page.status()).toBe("connected");
});

test("a socket that is lost while the browser says that there is no network is offline at once", async () => {
  const page = await connect();
  setNetwork(false);
  await page.later(1_000);
  page.hear();
  page.cut();
  expect(page.status()).toBe("offline");
  setNetwork(true);
  expect(page.status()).toBe("reconnecting");
});

test("a socket that died in the computer's sleep is dropped where somebody looks, a moment after waking", async () => {
  const page = await connect();
  page.hear();
  show(false);
  await page.later(60_000);
  expect(window.liveSocket.drop).not.toHaveBeenCalled();
  act(() => show(true));
  expect([page.status(), window.liveSocket.drop.mock.calls.length]).toEqual(["stale", 0]);
  await page.later(3_000);
  expect(window.liveSocket.drop).toHaveBeenCalled();
});

test("a login that has ended leads to the login, and back here", async () => {
  const page = await connect({ address: "/?page=2", answer: () => ({ status: 401 }) });
  page.hear();
  page.cut();
  await page.later(5_000);
  expect(page.assign).toHaveBeenCalledWith("/login/?next=%2F%3Fpage%3D2");
});

test("where the app answers and Reflex tries no more, the page is loaded again, once in half a minute", async () => {
  const page = await connect();
  page.hear();
  page.cut();
  await page.later(6_000);
  expect(page.reload).not.toHaveBeenCalled();
  await page.later(4_000);
  expect(page.reload).toHaveBeenCalledTimes(1);
  await page.later(20_000);
  expect(page.reload).toHaveBeenCalledTimes(1);
});

test("where the app answers and no socket ever opens, the page says that something in between blocks it", async () => {
  const page = await connect();
  const blocked = [];
  page.subscribeToConnection((connection) => blocked.push(connection.is_blocked));
  page.cut();
  await page.later(18_000);
  expect(blocked).not.toContain(true);
  await page.later(6_000);
  expect([blocked.at(-1), page.reload.mock.calls.length]).toEqual([true, 0]);
  window.liveSocket.open = 1;
  page.hear();
  expect(blocked.at(-1)).toBe(false);
});

test("where the app is silent, the page stays", async () => {
  const page = await connect({
    answer: () => {
      throw new Error("no answer");
    },
  });
  page.hear();
  page.cut();
  await page.later(20_000);
  expect([page.reload.mock.calls.length, page.assign.mock.calls.length]).toEqual([0, 0]);
});

test("an age is told in seconds, minutes and hours, and is never negative", async () => {
  const { useAge } = await connect();
  const age = (milliseconds) => follow(() => useAge(NOW - milliseconds)).current;
  expect([age(-5_000), age(59_000), age(61_000), age(3_600_000 * 2 + 300_000)]).toEqual([
    "0 s",
    "59 s",
    "1 min",
    "2 h 5 min",
  ]);
  expect(follow(() => useAge(0)).current).toBe("");
});
