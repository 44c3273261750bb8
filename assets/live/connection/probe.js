// A few browsers, chosen at random, report when they show a push: the speed of the push is measured by it.
/** @import { Probe } from "#wire" */

/**
 * @param {Probe} probe
 * @param {(id: number) => void} answer
 */
export function answerProbe({ id, share }, answer) {
  // A hidden page is not drawn, and its answer would measure the sleep of its tab.
  if (!id || Math.random() >= share || document.visibilityState !== "visible") return;
  // After the frame in which what came with it is drawn.
  window.requestAnimationFrame(() => window.setTimeout(() => answer?.(id), 0));
}
