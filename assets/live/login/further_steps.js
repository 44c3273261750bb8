// What a login needs beside a name and a password: asked for by the app, one after the other.
/** @import { Store } from "../kit/store.js" */
import { createStore } from "../kit/store.js";

/** @typedef {{ secret: string, uri: string, qr_code: string }} Enrolment */

/**
 * @typedef {object} FurtherSteps
 * @property {boolean} asksPassword The password was generated, and another has to be chosen.
 * @property {boolean} asksCode A code of the authenticator app is needed.
 * @property {Enrolment | null} enrolment The app that is to be set up, because the role requires one.
 * @property {string[]} recoveryCodes New ones, shown once, after the login.
 * @property {string} destination Where the login leads, once the recovery codes have been read.
 */

/** @type {Store<FurtherSteps>} */
export const furtherSteps = createStore(
  /** @type {FurtherSteps} */ ({
    asksPassword: false,
    asksCode: false,
    enrolment: null,
    recoveryCodes: [],
    destination: "/",
  }),
);

/** @type {Record<string, Partial<FurtherSteps>>} */
const STEPS = {
  password_change_required: { asksPassword: true },
  second_factor_required: { asksCode: true },
  second_factor_enrolment_required: { asksCode: true },
};

/**
 * Show the step that an answer of the app asks for; return whether it asks for one that was not shown before.
 * @param {string} code
 * @param {() => Promise<Enrolment>} fetchEnrolment
 */
export async function showStep(code, fetchEnrolment) {
  const step = STEPS[code];
  if (!step) return false;
  const { enrolment } = furtherSteps.get();
  const isToEnrol = code === "second_factor_enrolment_required" && !enrolment;
  furtherSteps.update({ ...step, ...(isToEnrol ? { enrolment: await fetchEnrolment() } : {}) });
  return true;
}
