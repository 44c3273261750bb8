// The fields of the login's further steps, and the recovery codes at its end.
/** @import { ReactNode } from "react" */
/** @import { Enrolment } from "./further_steps.js" */
import { createElement as h, useEffect, useRef } from "react";
import { useStore } from "../kit/use_store.js";
import { translate } from "../language/translate.js";
import { furtherSteps } from "./further_steps.js";

/**
 * @param {{ label: string, name: string, type: string, autoComplete: string, testid: string }} options
 */
function Field({ label, name, type, autoComplete, testid }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  return h(
    "label",
    { className: "field" },
    h("span", null, label),
    h("input", { ref: field, name, type, autoComplete, required: true, className: "input", "data-testid": testid }),
  );
}

/** @param {{ enrolment: Enrolment }} props */
function AppToSetUp({ enrolment }) {
  return h(
    "div",
    { className: "enrolment", "data-testid": "login-enrolment" },
    h(
      "p",
      null,
      translate(
        "Your role requires a second factor. Scan this with an authenticator app, then enter the code it shows.",
      ),
    ),
    h("img", { src: enrolment.qr_code, alt: translate("QR code for the authenticator app") }),
    h("p", { className: "quiet" }, translate("Or enter this key there:")),
    h("code", { "data-testid": "enrolment-secret", translate: "no" }, enrolment.secret),
  );
}

/** @param {{ codes: string[], destination: string }} props */
function RecoveryCodes({ codes, destination }) {
  return h(
    "div",
    { className: "enrolment", role: "status" },
    h(
      "p",
      null,
      translate(
        "You are logged in. Keep these recovery codes in a safe place: each replaces the app once, and they are not shown again.",
      ),
    ),
    h("pre", { "data-testid": "recovery-codes", translate: "no" }, codes.join("\n")),
    h(
      "a",
      { className: "button button-main", href: destination, "data-testid": "login-continue" },
      translate("Continue"),
    ),
  );
}

export function LoginSteps() {
  const { asksPassword, asksCode, enrolment, recoveryCodes, destination } = useStore(furtherSteps, (state) => state);
  if (recoveryCodes.length) return h(RecoveryCodes, { codes: recoveryCodes, destination });
  return h(
    "div",
    { className: "steps" },
    asksPassword && h("p", null, translate("Your password was generated. Choose another to log in.")),
    asksPassword &&
      h(Field, {
        label: translate("New password"),
        name: "new_password",
        type: "password",
        autoComplete: "new-password",
        testid: "login-new-password",
      }),
    enrolment && h(AppToSetUp, { enrolment }),
    asksCode &&
      h(Field, {
        label: enrolment ? translate("Code") : translate("Code of your authenticator app, or a recovery code"),
        name: "code",
        type: "text",
        autoComplete: "one-time-code",
        testid: "login-code",
      }),
  );
}
