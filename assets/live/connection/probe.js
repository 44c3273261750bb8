// A few browsers, chosen by lot, say when they show a push: that is how its speed is known.
export function answerProbe({ id, share }, answer) {
  // A page that nobody sees is not drawn, and its answer would measure the sleep of its tab.
  if (!id || Math.random() >= share || document.visibilityState !== "visible") return;
  // After the frame in which what came with it is drawn.
  window.requestAnimationFrame(() => window.setTimeout(() => answer?.(id), 0));
}
