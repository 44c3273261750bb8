// A link that sets a password: the person who opens it chooses one, and logs in with it.
import { createElement as h, useEffect, useState } from "react";
import { translate, translateSent } from "../language/translate.js";
import { post } from "./session.js";

/** @typedef {{ username: string, purpose: string }} Owner */
/** @typedef {{ link: string, owner: Owner | null, fault: string, isDone: boolean }} Opened */

const SILENT = translate("The dashboard is not responding. Check your network and try again.");
const NOTHING = { link: "", owner: null, fault: "", isDone: false };

/** Return what the address holds after `#link=`, which no server is sent; the address bar forgets it. */
function linkOfPage() {
  const link = new URLSearchParams(window.location.hash.slice(1)).get("link") ?? "";
  if (link) window.history.replaceState(window.history.state, "", window.location.pathname);
  return link;
}

/**
 * @param {string} path
 * @param {object} body
 * @returns {Promise<{ owner: Owner | null, fault: string }>}
 */
async function send(path, body) {
  try {
    const answer = await post(path, body);
    const sent = await answer.json();
    return answer.ok ? { owner: sent.data, fault: "" } : { owner: null, fault: translateSent(sent.error.message) };
  } catch {
    return { owner: null, fault: SILENT };
  }
}

/** @param {string} username */
function nameInForm(username) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-testid=login-username]"));
  if (field) field.value = username;
  /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=login-password]"))?.focus();
}

/** @param {boolean} isShown Whether the form of a link stands in place of the login. */
function takePlace(isShown) {
  document.querySelector("main.login")?.toggleAttribute("data-link", isShown);
}

/** @param {{ owner: Owner, fault: string, onChoose: (password: string) => void }} props */
function PasswordForm({ owner, fault, onChoose }) {
  const greeting =
    owner.purpose === "invitation"
      ? translate("Welcome, {name}. Choose the password of your new account.", { name: owner.username })
      : translate("Choose a new password for {name}.", { name: owner.username });
  return h(
    "form",
    {
      className: "panel form link-form",
      "data-testid": "link-form",
      onSubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = /** @type {HTMLFormElement} */ (event.target);
        onChoose(String(new FormData(form).get("password")));
      },
    },
    h("p", null, greeting),
    h("input", { type: "hidden", name: "username", autoComplete: "username", value: owner.username, readOnly: true }),
    h(
      "label",
      { className: "field" },
      h("span", null, translate("New password")),
      h("input", {
        name: "password",
        type: "password",
        autoComplete: "new-password",
        required: true,
        autoFocus: true,
        className: "input",
        "data-testid": "link-password",
      }),
    ),
    fault && h("p", { role: "alert", className: "answer answer-bad", "data-testid": "link-error" }, fault),
    h(
      "button",
      { type: "submit", className: "button button-main", "data-testid": "link-submit" },
      translate("Set password"),
    ),
  );
}

export function PasswordLink() {
  const [{ link, owner, fault, isDone }, setOpened] = useState(/** @type {Opened} */ (NOTHING));
  useEffect(() => {
    const found = linkOfPage();
    if (!found) return;
    send("/api/v1/auth/password-link", { link: found }).then((sent) => {
      takePlace(sent.owner !== null);
      setOpened({ ...NOTHING, ...sent, link: found });
    });
  }, []);
  /** @param {string} password */
  const choose = async (password) => {
    const sent = await send("/api/v1/auth/password-link/use", { link, password });
    if (sent.owner) {
      takePlace(false);
      nameInForm(sent.owner.username);
    }
    setOpened((before) => ({ ...before, fault: sent.fault, isDone: sent.owner !== null }));
  };
  if (isDone) {
    return h(
      "p",
      { role: "status", className: "answer", "data-testid": "link-done" },
      translate("Your password is set. Log in with it."),
    );
  }
  if (owner) return h(PasswordForm, { owner, fault, onChoose: choose });
  return fault ? h("p", { role: "alert", className: "answer answer-bad", "data-testid": "link-error" }, fault) : null;
}
