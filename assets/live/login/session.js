// Logging in and out by HTTP: the cookie that comes back is HttpOnly, and the websocket inherits it.
import { getBackendURL } from "$/utils/state";
import { forgetLanguage } from "../language/language_choice.js";
import { translate, translateSent } from "../language/translate.js";
import { furtherSteps, showStep } from "./further_steps.js";

const NO_COOKIE = translate(
  "Your name and password are right, but this browser did not keep the login's cookie. Allow cookies for this site, then log in again.",
);

/** @param {string} path */
const address = (path) => new URL(path, getBackendURL());

/**
 * @param {string} path
 * @param {object} [body]
 */
export async function post(path, body) {
  return fetch(address(path), {
    method: "POST",
    credentials: "include",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
}

/** @param {Record<string, FormDataEntryValue>} entered */
async function fetchEnrolment({ username, password }) {
  const answer = await post("/api/v1/auth/login/second-factor", { username, password });
  return (await answer.json()).data;
}

/** Return where to go after the login: the page of this site that the address names, or the list. */
function destination() {
  const wanted = new URLSearchParams(window.location.search).get("next") ?? "/";
  try {
    // As the browser would read it: "/\t/other.example" is another site's address.
    const next = new URL(wanted, window.location.origin);
    // The whole address and not its path: "/.//other.example" has the path of another site's address.
    return next.origin === window.location.origin ? next.href : "/";
  } catch {
    return "/";
  }
}

/** @param {string} message */
export function showLoginError(message) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=login-error]"));
  if (!place) return;
  place.textContent = message;
  place.hidden = message === "";
}

/** Return a message where the page was opened at another address than its app's, to which the cookie would belong. */
export function wrongAddress() {
  const home = getBackendURL();
  // In development the app has a port of its own.
  const isHome = import.meta.env.PROD
    ? home.origin === window.location.origin
    : home.hostname === window.location.hostname;
  if (isHome) return "";
  return translate(
    "You opened {here}, but this dashboard's address is {home}. Open it there, or set PUBLIC_URL to this address.",
    { here: window.location.origin, home: home.origin },
  );
}

/**
 * Log in with what the form holds, and go to the page that was asked for.
 * @param {SubmitEvent} event
 */
export async function logIn(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (/** @type {Element} */ (event.target).closest("form"));
  const entered = Object.fromEntries(new FormData(form));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
  const wrong = wrongAddress();
  showLoginError(wrong);
  if (wrong) return;
  button.disabled = true;
  try {
    const answer = await post("/api/v1/auth/login", entered);
    const sent = await answer.json();
    if (!answer.ok) {
      const isAsked = await showStep(sent.error.code, () => fetchEnrolment(entered));
      if (!isAsked) showLoginError(translateSent(sent.error.message));
    } else if ((await checkSession()) === "unknown") {
      showLoginError(NO_COOKIE);
    } else if (sent.data?.recovery_codes?.length) {
      furtherSteps.update({ recoveryCodes: sent.data.recovery_codes, destination: destination() });
      form.toggleAttribute("data-done", true);
      return;
    } else {
      forgetLanguage();
      window.location.assign(destination());
      return;
    }
  } catch {
    showLoginError(translate("The dashboard is not responding. Check your network and try again."));
  }
  button.disabled = false;
}

/** Log out, at the identity provider too if the login came from there, and show the login. */
export async function logOut() {
  const answer = await post("/api/v1/auth/logout");
  const body = answer.ok ? await answer.json() : {};
  forgetLanguage();
  window.location.assign(body.data?.provider ?? "/login/");
}

/** @typedef {{ password: "everyone" | "admins" | "nobody", single_sign_on: boolean, is_provider_away: boolean }} LoginMethods */

/**
 * Return how people log in here; with a password alone if the app does not say.
 * @returns {Promise<LoginMethods>}
 */
export async function fetchLoginMethods() {
  try {
    const answer = await fetch(address("/api/v1/auth/methods"), { cache: "no-store" });
    return (await answer.json()).data;
  } catch {
    return { password: "everyone", single_sign_on: false, is_provider_away: false };
  }
}

/** Return where single sign-on begins; afterwards it leads to the page that the address names. */
export function signOnAddress() {
  const url = address("/api/v1/auth/oidc/login");
  const next = new URLSearchParams(window.location.search).get("next");
  if (next) url.searchParams.set("next", next);
  return url.href;
}

/** Return whether the app answers, and whether it still knows this session: "known", "unknown" or "silent". */
export async function checkSession() {
  try {
    const answer = await fetch(address("/api/v1/auth/me"), { credentials: "include", cache: "no-store" });
    return answer.status === 401 ? "unknown" : "known";
  } catch {
    return "silent";
  }
}

/** Show the login, and come back here after it. */
export function redirectToLogin() {
  const here = window.location.pathname + window.location.search;
  if (window.location.pathname.startsWith("/login")) return;
  window.location.assign(here === "/" ? "/login/" : `/login/?next=${encodeURIComponent(here)}`);
}
