// Watches one page from its first moment: when rows are there, what shifted, which tasks and frames were long.
window.probe = { rowsAt: 0, shifted: 0, tasks: [], frames: [], mutations: 0, isWatchingFrames: false };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) probe.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => probe.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
  type: "longtask",
  buffered: true,
});
new MutationObserver((changes) => {
  if (!probe.rowsAt && document.querySelector("[data-testid=ticket-row]")) {
    requestAnimationFrame(() => setTimeout(() => (probe.rowsAt ||= performance.now())));
  }
  probe.mutations += changes.filter((change) => change.type === "characterData").length;
}).observe(document, { childList: true, subtree: true, characterData: true });

window.watchFrames = () => {
  probe.tasks.length = probe.frames.length = probe.mutations = 0;
  let last = performance.now();
  const look = (now) => {
    probe.frames.push(now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

// What stands in the list: rows, marks, figures, chips. It changes when the rows of a search are there, the same or not.
const standing = () =>
  [...document.querySelectorAll("[data-testid=ticket-row] :is(.column-ticket_id, .column-short_description), .pager .figures, .chip-text")]
    .map((cell) => cell.innerHTML)
    .join();
window.watchKeys = () => {
  probe.keys = [];
  document.addEventListener(
    "input",
    () => {
      const began = performance.now();
      const before = standing();
      const look = () => {
        if (standing() !== before) probe.keys.push(performance.now() - began);
        else if (performance.now() - began < 5000) requestAnimationFrame(look);
        else probe.keys.push(Infinity);
      };
      requestAnimationFrame(look);
    },
    true,
  );
};
