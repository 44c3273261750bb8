// One status region, there from the start, that speaks in batches; the table itself is never live.
const BATCH_MILLISECONDS = 3_000;

let arrived = 0;
let timer = 0;

/** Say that tickets have arrived: once for all of a batch. */
export function announce(count) {
  if (count <= 0 || typeof window === "undefined") return;
  arrived = Math.max(arrived, count);
  if (timer) return;
  timer = window.setTimeout(() => {
    const region = document.getElementById("announcements");
    if (region) region.textContent = arrived === 1 ? "1 new ticket" : `${arrived} new tickets`;
    arrived = 0;
    timer = 0;
  }, BATCH_MILLISECONDS);
}
