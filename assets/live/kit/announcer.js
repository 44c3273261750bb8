// One status region, there from the start, that speaks in batches; the table itself is never live.

import { translate, translatePlural } from "../language/translate.js";
import { createStore } from "./store.js";

const BATCH_MILLISECONDS = 3_000;
const NO_BREAK_SPACE = "\u00a0";
const SILENT = { arrived: 0, critical: 0, timer: 0 };

const batch = createStore(SILENT);

function sentence() {
  const { arrived, critical } = batch.get();
  const tickets = translatePlural(arrived, "{count} new ticket", "{count} new tickets");
  return critical > 0 ? translate("{tickets}, {critical} critical", { tickets, critical }) : tickets;
}

/**
 * Announce a result of what the user has just done.
 * @param {string} text
 */
export function announceResult(text) {
  const region = document.getElementById("announcements");
  // The same text twice would be no change, and a screen reader would not read it the second time.
  if (region) region.textContent = region.textContent === text ? text + NO_BREAK_SPACE : text;
}

function speak() {
  announceResult(sentence());
  batch.update(SILENT);
}

/**
 * Announce that tickets have arrived, and how many of them are critical: once for a whole batch.
 * @param {number} count
 * @param {number} criticalCount
 */
export function announce(count, criticalCount) {
  if (count <= 0 || typeof window === "undefined") return;
  const { arrived, critical, timer } = batch.get();
  batch.update({
    arrived: arrived + count,
    critical: critical + criticalCount,
    timer: timer || window.setTimeout(speak, BATCH_MILLISECONDS),
  });
}
