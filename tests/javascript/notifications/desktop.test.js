import { beforeEach, expect, mock, test } from "bun:test";
import { load } from "../browser/page.js";
import { item } from "./items.js";

let made = [];
let held = new Set();

beforeEach(() => {
  made = [];
  held = new Set();
  window.Notification = class {
    static permission = "granted";
    static requestPermission = mock(async () => "granted");
    close = mock();
    constructor(title, options) {
      Object.assign(this, { title, ...options });
      made.push(this);
    }
  };
  const request = (name, _, take) => {
    const isFree = !held.has(name);
    held.add(name);
    take(isFree ? {} : null);
  };
  Object.defineProperty(window.navigator, "locks", { value: { request }, configurable: true });
});

async function desktop() {
  const it = await load("notifications/desktop.js");
  await it.setDesktopEnabled(true);
  return it;
}

test("they are off until a click turns them on, and off again after the next", async () => {
  const { getDesktopState, setDesktopEnabled } = await load("notifications/desktop.js");
  expect(getDesktopState()).toBe("off");
  expect(await setDesktopEnabled(true)).toBe("on");
  expect(window.Notification.requestPermission).toHaveBeenCalledTimes(1);
  expect(await setDesktopEnabled(false)).toBe("off");
  expect(window.Notification.requestPermission).toHaveBeenCalledTimes(1);
  window.Notification.permission = "denied";
  expect(getDesktopState()).toBe("blocked");
  delete window.Notification;
  expect([getDesktopState(), await setDesktopEnabled(true)]).toEqual(["missing", "missing"]);
});

test("one that comes is one notification, and several are one", async () => {
  const { showOnDesktop } = await desktop();
  await showOnDesktop([item(1)]);
  await showOnDesktop([item(3), item(2)]);
  expect(made.map(({ title, body }) => [title, body])).toEqual([
    ["Item 1", "Text 1"],
    ["2 notifications", "Item 3\nItem 2"],
  ]);
});

test("nothing is shown where they are off", async () => {
  const { setDesktopEnabled, showOnDesktop } = await desktop();
  await setDesktopEnabled(false);
  await showOnDesktop([item(1)]);
  expect(made).toHaveLength(0);
});

test("of all tabs one tells: the first that takes the lock, and none that finds it told in the storage", async () => {
  const { showOnDesktop } = await desktop();
  await showOnDesktop([item(1)]);
  localStorage.removeItem("rca_dashboard.desktop_shown"); // as another tab may still see it
  await showOnDesktop([item(1)]);
  expect(made).toHaveLength(1);
  Object.defineProperty(window.navigator, "locks", { value: undefined, configurable: true });
  await showOnDesktop([item(2)]);
  await showOnDesktop([item(2)]);
  expect(made).toHaveLength(2);
});

test("a click opens what it is about and reads it, and reading it anywhere closes it", async () => {
  const { dismissOnDesktop, showOnDesktop } = await desktop();
  const { setNotificationActions } = await load("notifications/mark_read.js");
  const read = mock();
  const go = mock();
  setNotificationActions(read, go);
  window.focus = mock();
  await showOnDesktop([item(1)]);
  await showOnDesktop([item(3), item(2)]);
  made[0].onclick();
  made[1].onclick();
  expect(go.mock.calls).toEqual([["/tickets/1"], ["/notifications"]]);
  expect(read.mock.calls).toEqual([[[1]], [[3, 2]]]);
  dismissOnDesktop((id) => id === 2);
  expect(made[1].close).toHaveBeenCalledTimes(1); // by the click
  dismissOnDesktop(() => true);
  expect(made[1].close).toHaveBeenCalledTimes(2);
});

test("a browser whose constructor throws, as Chrome on Android, has none from then on and shows no error", async () => {
  const { getDesktopState, showOnDesktop } = await desktop();
  const permission = window.Notification.permission;
  window.Notification = class {
    static permission = permission;
    constructor() {
      throw new TypeError("Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.");
    }
  };
  await showOnDesktop([item(1)]);
  expect(getDesktopState()).toBe("missing");
});
