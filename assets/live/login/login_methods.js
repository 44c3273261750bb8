// How people log in here: the button of single sign-on, and why a login there was refused.
import { createElement as h, useEffect, useState } from "react";
import { translate } from "../language/translate.js";
import { fetchLoginMethods, showLoginError, signOnAddress, wrongAddress } from "./session.js";

/** @type {Record<string, string>} */
const REFUSALS = {
  unavailable: translate(
    "Single sign-on is not responding. Try again in a moment; an admin can still log in with a password.",
  ),
  cancelled: translate("The login was cancelled at the identity provider."),
  expired: translate("This login took too long, or was started in another browser. Try again."),
  invalid: translate(
    "The identity provider's answer could not be verified. Try again; if it fails again, an admin finds the reason in the audit log.",
  ),
  no_role: translate("You have no access to this dashboard. Ask an admin to add you to a group that has."),
  too_many_groups: translate(
    "You are in more groups than the identity provider sends. An admin has to limit it to the groups assigned to this app, or use app roles.",
  ),
  no_username: translate(
    "The identity provider did not send a username that can be used here. Ask an admin to check OIDC_USERNAME_CLAIM.",
  ),
  name_taken: translate("Your username already belongs to another account here. Ask an admin."),
  disabled: translate("Your account is disabled. Ask an admin to enable it."),
};

const HINTS = {
  everyone: translate("Or log in with a password:"),
  admins: translate("Passwords are for admins in an emergency."),
  nobody: "",
};

/** @param {string} code */
const sentence = (code) => REFUSALS[code] ?? translate("The login failed. Try again.");

/** @param {{ preventDefault: () => void }} event */
function signOn(event) {
  const wrong = wrongAddress();
  showLoginError(wrong);
  if (wrong) event.preventDefault();
}

const focusUsername = () =>
  /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=login-username]"))?.focus();

/** @param {import("./session.js").LoginMethods} found */
function begin(found) {
  // As in demo mode: there is no login, and the form could not work.
  if (found.password === "nobody" && !found.single_sign_on) window.location.replace("/");
  if (found.password === "everyone" && !found.single_sign_on) focusUsername();
}

export function LoginMethods() {
  const [methods, setMethods] = useState(/** @type {import("./session.js").LoginMethods | null} */ (null));
  useEffect(() => {
    fetchLoginMethods().then((found) => {
      begin(found);
      if (found.is_provider_away) showLoginError(sentence("unavailable"));
      setMethods(found);
    });
    const code = new URLSearchParams(window.location.search).get("sign_on");
    if (code) showLoginError(sentence(code));
  }, []);
  if (!methods?.single_sign_on) return null;
  return h(
    "div",
    { className: "panel form" },
    h(
      "a",
      { className: "button button-main", href: signOnAddress(), onClick: signOn, "data-testid": "login-oidc" },
      translate("Log in with single sign-on"),
    ),
    h("p", { className: "quiet" }, HINTS[methods.password]),
  );
}
