// Plays what was recorded of the wire to the shipped modules: a line of JSON in for many browsers, a line of JSON out
// that says what each of them shows. A row is written once and then named by its number.
import { compile, drawAll } from "./browser.js";

const open = await compile();
const rows = [];
const numbers = new Map(); // of rows, by their sys_id and revision

function keepRow(row) {
  const name = `${row.sys_id} ${row.revision}`;
  numbers.set(name, [...(numbers.get(name) ?? []), rows.length]);
  rows.push(row);
}

const withRows = (message) => ({ ...message, rows: message.rows.map((number) => rows[number]) });

/** The number of the row that is the same in each of its fields, or -1. */
function numberOf(row) {
  const alike = numbers.get(`${row.sys_id} ${row.revision}`) ?? [];
  return alike.find((number) => Object.entries(rows[number]).every(([name, value]) => row[name] === value)) ?? -1;
}

function shown(browser) {
  drawAll(browser);
  const { view, total, pages, has_more, waiting, moved } = browser.readPage();
  const standing = browser.readRows().filter((row) => !row.is_left);
  return { view, total, pages, has_more, waiting, moved, rows: standing.map(numberOf) };
}

/** A list: its frames, and the page that the app gives where a patch has come without the page that it changes. */
function playList({ frames, answer, pulse }) {
  const browser = open();
  for (const [kind, message] of frames) {
    if (kind === "page") browser.receivePage(withRows(message));
    else browser.receivePatch(withRows(message));
  }
  const isOfAnswer = ([kind, { view, boot }]) => kind === "patch" && view === answer.view && boot === answer.boot;
  const has_gap = frames.filter(isOfAnswer).some(([, patch]) => browser.isBehind(patch));
  if (has_gap) browser.receivePage(withRows(answer));
  const before = shown(browser);
  const is_behind = browser.isBehind(pulse);
  browser.showWaiting();
  return { has_gap, is_behind, before, after: shown(browser) };
}

/** A ticket: what is asked for, and what comes. */
function playTicket({ frames }) {
  const browser = open();
  for (const [kind, message] of frames) {
    if (kind === "asked") browser.setRequestedTicket({ asked: message, is_panel: false });
    else browser.receiveTicket(message);
  }
  return browser.readTicket();
}

for await (const line of console) {
  if (line === "") break; // the end
  const { new_rows, lists, tickets } = JSON.parse(line);
  new_rows.forEach(keepRow);
  process.stdout.write(`${JSON.stringify({ lists: lists.map(playList), tickets: tickets.map(playTicket) })}\n`);
}
