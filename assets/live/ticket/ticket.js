// The ticket that is open, as the reader sees it: the newest detail, all of its activity that was asked for, and what
// has changed in the last seconds.
/** @import { ActivityEntry, OlderActivity, OpenTicket, ShownField, TicketDetail } from "#wire" */
import { createStore } from "../kit/store.js";
import { useStore } from "../kit/use_store.js";
import { rowsNow } from "../list/rows_on_screen.js";
import { isWatched, subscribeToMarks } from "../marks/marks.js";

const MARKED_MILLISECONDS = 6_000;
// They change with every update, and mean nothing by themselves.
const UNMARKED = new Set(["updated_at", "mod_count", "sys_updated_by"]);
/** @type {("status" | "priority" | "short_description" | "description" | "close_notes")[]} */
const HEADLINES = ["status", "priority", "short_description", "description", "close_notes"];
/** @type {TicketDetail} */
const NO_TICKET = {
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
  assigned_to: "",
  assignment_group: "",
  requester: "",
  cmdb_ci: "",
  due_at: 0,
  sla: "",
  sla_name: "",
  opened_at: 0,
  is_active: true,
  is_deleted: false,
  url: "",
  case: "",
  table: "",
  groups: [],
  others: [],
  activity: [],
  entries: 0,
  related: [],
  same_number: [],
};
/** @type {TicketDetail & OpenTicket} */
const EMPTY = {
  ...NO_TICKET,
  groups: [],
  others: [],
  empty: [],
  activity: [],
  asked: "",
  is_panel: false,
  is_loaded: false,
  is_watched: false,
  oldest: "",
  has_older: false,
  changed: [],
};

const store = createStore({
  latest: NO_TICKET, // from the app
  entries: /** @type {ActivityEntry[]} */ ([]), // the activity as far as it was sent, newest first
  asked: "", // by the address
  isPanel: false,
  // Until when a field, by its name, or an entry, by its key, is marked as changed; by Date.now().
  marked: /** @type {Map<string, number>} */ (new Map()),
  timer: 0,
  snapshot: EMPTY,
});

/** @param {TicketDetail} detail */
function isAnswer(detail) {
  const asked = store.get().asked.toLowerCase();
  return (
    asked !== "" &&
    detail.rev >= 0 &&
    [detail.key, detail.sys_id, detail.number].some((name) => name.toLowerCase() === asked)
  );
}

/** @param {TicketDetail} detail */
function fieldTexts(detail) {
  const shown = [...detail.groups.flatMap((group) => group.fields), ...detail.others];
  const texts = new Map(shown.map((field) => [field.name, `${field.value.text} ${field.value.at}`]));
  for (const name of HEADLINES) texts.set(name, String(detail[name]));
  return texts;
}

/**
 * Return what is marked after a newer detail has come.
 * @param {TicketDetail} before
 * @param {TicketDetail} after
 */
function markChanges(before, after) {
  const { marked, entries } = store.get();
  const old = fieldTexts(before);
  const until = Date.now() + MARKED_MILLISECONDS;
  const next = new Map(marked);
  fieldTexts(after).forEach((text, name) => {
    if (text !== old.get(name) && !UNMARKED.has(name)) next.set(name, until);
  });
  const known = new Set(entries.map(({ key }) => key));
  for (const { key } of after.activity) if (!known.has(key)) next.set(key, until);
  return next;
}

/** @param {ShownField} field */
const isFilled = ({ value }) => value.text !== "" || value.at > 0;

/**
 * Return what the list knows of a ticket that is still on its way.
 * @param {string} asked
 * @returns {TicketDetail}
 */
function preview(asked) {
  const row = rowsNow().find(({ number, sys_id: sysId }) => number === asked || sysId === asked);
  if (!row) return NO_TICKET;
  const { number, short_description, status, priority, assigned_to, assignment_group, opened_at, is_active } = row;
  const { due_at, sla } = row;
  return {
    ...NO_TICKET,
    ...{
      number,
      short_description,
      status,
      priority,
      assigned_to,
      assignment_group,
      opened_at,
      is_active,
      due_at,
      sla,
    },
  };
}

/** Return the ticket as the page shows it. */
function openTicket() {
  const { latest, entries, asked, isPanel, marked } = store.get();
  const isLoaded = isAnswer(latest);
  const detail = isLoaded ? latest : preview(asked);
  /** @param {ShownField} field */
  const withMark = (field) => ({ ...field, is_changed: marked.has(field.name) });
  const activity = isLoaded ? entries : [];
  const fields = detail.groups.flatMap((group) => group.fields);
  return {
    ...detail,
    asked,
    is_panel: isPanel,
    is_loaded: isLoaded,
    groups: detail.groups
      .map((group) => ({ ...group, fields: group.fields.filter(isFilled).map(withMark) }))
      .filter((group) => group.fields.length > 0),
    empty: fields.filter((field) => !isFilled(field)).map(withMark),
    others: detail.others.map(withMark),
    activity: activity.map((entry) => ({ ...entry, is_new: marked.has(entry.key) })),
    oldest: activity.at(-1)?.key ?? "",
    has_older: activity.length < detail.entries,
    is_watched: detail.sys_id !== "" && isWatched(detail),
    changed: HEADLINES.filter((name) => marked.has(name)),
  };
}

function publish() {
  const now = Date.now();
  const marked = new Map([...store.get().marked].filter(([, until]) => until > now));
  store.update({ marked });
  window.clearTimeout(store.get().timer);
  const timer = marked.size > 0 ? window.setTimeout(publish, Math.min(...marked.values()) - now + 50) : 0;
  store.update({ timer, snapshot: openTicket() });
}

/**
 * Take a ticket from the app. An older one than ours is dropped, unless another run of the app made it.
 * @param {TicketDetail} detail
 */
export function receiveTicket(detail) {
  if (!detail || detail.rev < 0) return;
  const { latest, entries } = store.get();
  const isSame = detail.key === latest.key;
  if (isSame && detail.boot === latest.boot && detail.rev <= latest.rev) return;
  const marked = isSame ? markChanges(latest, detail) : new Map();
  store.update({
    latest: detail,
    entries: [...detail.activity, ...(isSame ? olderThan(detail, entries) : [])],
    marked,
  });
  publish();
}

/**
 * Return the entries on the screen that follow those of a newer detail. Where more has happened than one detail holds, they
 * would follow a gap: they can be asked for again.
 * @param {TicketDetail} detail
 * @param {ActivityEntry[]} entries
 */
function olderThan(detail, entries) {
  const newest = new Set(detail.activity.map(({ key }) => key));
  const joins = entries.some(({ key }) => newest.has(key));
  return joins ? entries.filter(({ key }) => !newest.has(key)).slice(0, detail.entries - newest.size) : [];
}

/**
 * Take older entries, which a reader in this tab asked for.
 * @param {OlderActivity} older
 */
export function receiveOlder(older) {
  const { latest, entries } = store.get();
  if (older.key === "" || older.key !== latest.key || entries.at(-1)?.key !== older.before) return;
  store.update({ entries: [...entries, ...older.entries] });
  publish();
}

/**
 * Set which ticket the address asks for, and where it is shown.
 * @param {{ asked: string, is_panel: boolean }} requested
 */
export function setRequestedTicket(requested) {
  const { asked, isPanel } = store.get();
  if (requested.asked === asked && requested.is_panel === isPanel) return;
  store.update({ asked: requested.asked, isPanel: requested.is_panel });
  publish();
}

/** Return which ticket is asked for now, and whether beside the list. */
export function requestedNow() {
  const { asked, isPanel } = store.get();
  return { asked, isPanel };
}

/**
 * Return whether a detail is the answer to a request for a ticket.
 * @param {TicketDetail} detail
 * @param {string} asked
 */
export const answers = (detail, asked) =>
  asked !== "" && detail.rev >= 0 && [detail.key, detail.sys_id, detail.number].includes(asked);

/**
 * Return whether the app has a newer ticket than ours.
 * @param {{ key: string, boot: string, rev: number }} pulse
 */
export function isBehind(pulse) {
  const { key, boot, rev } = store.get().latest;
  return pulse.key !== "" && pulse.key === key && (pulse.boot !== boot || pulse.rev > rev);
}

if (typeof window !== "undefined") subscribeToMarks(publish);

/** The open ticket, for all components alike. */
export const useTicket = () => useStore(store, ({ snapshot }) => snapshot);
