// A page of an older build, after a rolling restart: it goes on as it is, and loads again once the newer one is served.

import { createStore } from "../kit/store.js";

// React Router names each build by a hash, in the page and in the file of its manifest.
const TRIED_KEY = "live_reloaded_for_build";
const PAUSE_MILLISECONDS = 30_000;
const TYPING = "input, textarea, select, [contenteditable=true], [role=dialog]";

const asked = createStore({ at: -Infinity });

/** @param {string} build */
const hasTried = (build) => window.sessionStorage.getItem(TRIED_KEY) === build;

/**
 * Return whether the page, loaded now, would be of this build: during an update some workers still serve the older one.
 * @param {string} build
 */
async function isServed(build) {
  try {
    const answer = await fetch(window.location.href, { cache: "no-store" });
    return answer.ok && (await answer.text()).includes(`manifest-${build}.js`);
  } catch {
    return false;
  }
}

/**
 * Load the page again if the app is of another build than the page, once for each build and never while someone types.
 * @param {string} build
 */
export async function followBuild(build) {
  const own = window.__reactRouterManifest?.version;
  if (!build || !own || own === build || hasTried(build) || Date.now() - asked.get().at < PAUSE_MILLISECONDS) return;
  if (document.activeElement?.closest(TYPING)) return;
  asked.update({ at: Date.now() });
  if (!(await isServed(build)) || document.activeElement?.closest(TYPING)) return;
  window.sessionStorage.setItem(TRIED_KEY, build);
  window.location.reload();
}
