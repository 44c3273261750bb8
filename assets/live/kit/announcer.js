// One status region, there from the start, that speaks in batches; the table itself is never live.
const BATCH_MILLISECONDS = 3_000;
const NO_BREAK_SPACE = "\u00a0";

let arrived = 0;
let critical = 0;
let timer = 0;

const words = () => {
  const tickets = arrived === 1 ? "1 new ticket" : `${arrived} new tickets`;
  return critical > 0 ? `${tickets}, ${critical} critical` : tickets;
};

function speak() {
  const region = document.getElementById("announcements");
  // The same words twice would be no change, and nobody would hear the second time.
  if (region) region.textContent = region.textContent === words() ? words() + NO_BREAK_SPACE : words();
  arrived = critical = timer = 0;
}

/** Say that tickets have arrived, and how many of them are critical: once for all of a batch. */
export function announce(count, ofThemCritical) {
  if (count <= 0 || typeof window === "undefined") return;
  arrived += count;
  critical += ofThemCritical;
  timer ||= window.setTimeout(speak, BATCH_MILLISECONDS);
}
