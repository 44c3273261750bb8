import { beforeEach, expect, test } from "bun:test";
import { chanceIs, load, pass, show } from "../browser/page.js";

const EVENTS = "ws://dashboard.example/_event/?token=1";
const made = [];

/** A browser's websocket of which the test says what happens to it. */
const socketClass = () =>
  class extends EventTarget {
    static CONNECTING = 0;
    static OPEN = 1;
    static CLOSED = 3;
    readyState = 0;
    bufferedAmount = 7;
    sent = [];

    constructor(address) {
      super();
      this.url = String(address);
      made.push(this);
    }

    open() {
      this.readyState = 1;
      this.dispatchEvent(new window.Event("open"));
    }

    receive(data) {
      this.dispatchEvent(Object.assign(new window.Event("message"), { data }));
    }

    send(data) {
      this.sent.push(data);
    }

    close() {
      this.readyState = 3;
    }
  };

beforeEach(async () => {
  made.length = 0;
  window.WebSocket = socketClass();
  show(true);
  chanceIs(0.5);
  await load("connection/socket_watch.js");
  pass(2_000);
});

const connected = () => {
  const socket = new window.WebSocket(EVENTS);
  made.at(-1).open();
  made.at(-1).receive('40{"sid":"1"}');
  return socket;
};

test("a page knows its open sockets, and hears of each change", () => {
  let heard = 0;
  window.addEventListener("live-socket", () => (heard += 1));
  const socket = connected();
  expect([window.liveSocket.open, window.liveSocket.tried, heard]).toEqual([1, 1, 1]);
  socket.dispatchEvent(new window.Event("close"));
  expect([window.liveSocket.open, heard]).toEqual([0, 2]);
  new window.WebSocket("ws://dashboard.example/other");
  expect(window.liveSocket.tried).toBe(1);
});

test("a dead socket counts as closed at once", () => {
  connected();
  window.liveSocket.drop();
  expect([window.liveSocket.open, made[0].readyState]).toEqual([0, 3]);
});

test("the first connection begins at once, and a later one after its share of three seconds, known as one", () => {
  connected();
  const late = new window.WebSocket(EVENTS);
  expect([made.length, late.readyState, late.bufferedAmount]).toEqual([1, 0, 0]);
  pass(1_499);
  expect(made).toHaveLength(1);
  pass(1);
  expect(new URL(made[1].url).searchParams.get("again")).toBe("1");
  const got = [];
  late.onmessage = ({ data }) => got.push(data);
  late.onopen = () => got.push("open");
  made[1].open();
  made[1].receive("42");
  late.send("2probe");
  expect([got, made[1].sent, late.readyState, late.bufferedAmount]).toEqual([["open", "42"], ["2probe"], 1, 7]);
  late.close();
  expect(made[1].readyState).toBe(3);
});

test("one that is closed before it begins never begins", () => {
  connected();
  const late = new window.WebSocket(EVENTS);
  let closed = 0;
  late.onclose = () => (closed += 1);
  late.close();
  pass(5_000);
  expect([made.length, closed, late.readyState]).toEqual([1, 1, 3]);
});

test("whoever comes back to the page does not wait", () => {
  connected();
  show(false);
  new window.WebSocket(EVENTS);
  show(true);
  expect(made).toHaveLength(2);
  new window.WebSocket(EVENTS);
  pass(1);
  expect(made).toHaveLength(3);
});
