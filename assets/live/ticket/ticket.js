// The ticket that is open, as the reader sees it: the newest detail, all of its timeline that was asked for, and what
// has changed in the last seconds.
import { useSyncExternalStore } from "react";
import { isWatched, subscribeToMarks } from "../marks/marks.js";

const MARKED_MILLISECONDS = 6_000;
// They move with every change, and say nothing of their own.
const UNMARKED = new Set(["updated_at", "mod_count", "sys_updated_by"]);
const NOTHING = {
  key: "",
  rev: -1,
  boot: "",
  is_known: false,
  sys_id: "",
  number: "",
  short_description: "",
  description: "",
  close_notes: "",
  status: "",
  priority: 0,
  opened_at: 0,
  is_active: true,
  is_deleted: false,
  url: "",
  table: "",
  groups: [],
  others: [],
  timeline: [],
  changes: 0,
  related: [],
  same_number: [],
};

let latest = NOTHING; // what the server says
let entries = new Map(); // the timeline as far as it was told, by seq
let asked = ""; // by the address
let isPanel = false;
let marked = new Map(); // until when a field is marked as changed, by its name; by Date.now()
let timer = 0;
const EMPTY = {
  ...NOTHING,
  asked: "",
  is_panel: false,
  is_loaded: false,
  is_watched: false,
  oldest: 0,
  has_older: false,
  changed: [],
};
let snapshot = EMPTY;
const listeners = new Set();

const same = (one, other) => one.toLowerCase() === other.toLowerCase();
const isAnswer = (detail) =>
  asked !== "" && detail.rev >= 0 && [detail.key, detail.sys_id, detail.number].some((name) => same(name, asked));

function fieldTexts(detail) {
  const shown = [...detail.groups.flatMap((group) => group.fields), ...detail.others];
  const texts = shown.map((field) => [field.name, `${field.value.text} ${field.value.at}`]);
  const own = ["status", "priority", "short_description", "description", "close_notes"];
  return new Map([...texts, ...own.map((name) => [name, String(detail[name])])]);
}

function markChanges(before, after) {
  const old = fieldTexts(before);
  const until = Date.now() + MARKED_MILLISECONDS;
  fieldTexts(after).forEach((text, name) => {
    if (text !== old.get(name) && !UNMARKED.has(name)) marked.set(name, until);
  });
  after.timeline.filter((entry) => !entries.has(entry.seq)).forEach((entry) => marked.set(entry.seq, until));
}

function publish() {
  const now = Date.now();
  marked = new Map([...marked].filter(([, until]) => until > now));
  const isLoaded = isAnswer(latest);
  const detail = isLoaded ? latest : NOTHING;
  const withMark = (field) => ({ ...field, is_changed: marked.has(field.name) });
  const timeline = isLoaded ? [...entries.values()].sort((one, other) => other.seq - one.seq) : [];
  snapshot = {
    ...detail,
    asked,
    is_panel: isPanel,
    is_loaded: isLoaded,
    groups: detail.groups.map((group) => ({ ...group, fields: group.fields.map(withMark) })),
    others: detail.others.map(withMark),
    timeline: timeline.map((entry) => ({ ...entry, is_new: marked.has(entry.seq) })),
    oldest: timeline.at(-1)?.seq ?? 0,
    has_older: timeline.length < detail.changes,
    is_watched: detail.sys_id !== "" && isWatched(detail),
    changed: ["status", "priority", "short_description", "description", "close_notes"].filter((name) =>
      marked.has(name),
    ),
  };
  window.clearTimeout(timer);
  if (marked.size > 0) timer = window.setTimeout(publish, Math.min(...marked.values()) - now + 50);
  listeners.forEach((listener) => listener());
}

/** Take a ticket from the server. An older one than we have is dropped, unless another run of the app made it. */
export function receiveTicket(detail) {
  if (!detail || detail.rev < 0) return;
  const isSame = detail.key === latest.key;
  if (isSame && detail.boot === latest.boot && detail.rev <= latest.rev) return;
  if (isSame) markChanges(latest, detail);
  else marked = new Map();
  // Where more has happened than one detail tells, what is older would stand beside a gap: it can be asked for again.
  const joins = isSame && detail.timeline.some((entry) => entries.has(entry.seq));
  entries = new Map([...(joins ? entries : []), ...detail.timeline.map((entry) => [entry.seq, entry])]);
  latest = detail;
  publish();
}

/** Take older changes, which somebody here asked for. */
export function receiveOlder(older) {
  if (older.key === "" || older.key !== latest.key || !entries.has(older.before)) return;
  older.entries.forEach((entry) => entries.set(entry.seq, entry));
  publish();
}

/** Learn from the address which ticket is wanted, and where. */
export function setRequestedTicket(wanted) {
  if (wanted.asked === asked && wanted.is_panel === isPanel) return;
  ({ asked, is_panel: isPanel } = wanted);
  publish();
}

/** Say whether the server has a newer ticket than ours. */
export const isBehind = (pulse) =>
  pulse.key !== "" && pulse.key === latest.key && (pulse.boot !== latest.boot || pulse.rev > latest.rev);

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

if (typeof window !== "undefined") subscribeToMarks(() => publish());

/** The open ticket, for all components alike. */
export const useTicket = () =>
  useSyncExternalStore(
    subscribe,
    () => snapshot,
    () => EMPTY,
  );
