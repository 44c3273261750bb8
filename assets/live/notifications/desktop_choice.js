// Notifications of the desktop: on or off for this browser. The browser asks for permission after a click only.
import { createElement as h, useEffect, useState } from "react";
import { translate } from "../language/translate.js";
import { getDesktopState, setDesktopEnabled } from "./desktop.js";

const WORDS = {
  on: translate("Desktop notifications are on in this browser."),
  off: translate("Desktop notifications are off in this browser."),
  blocked: translate("Desktop notifications are blocked. Allow them for this site in your browser's settings."),
  missing: translate("Desktop notifications are not available. They need HTTPS and a browser that supports them."),
};

export function DesktopChoice() {
  const [state, setState] = useState(/** @type {keyof typeof WORDS} */ ("off"));
  useEffect(() => setState(getDesktopState()), []);
  const isFixed = state === "blocked" || state === "missing";
  const turn = () => setDesktopEnabled(state !== "on").then(setState);
  return h(
    "fieldset",
    { "data-testid": "desktop-choice", "data-state": state },
    h("legend", null, translate("Desktop")),
    h("p", { className: "hint quiet", role: "status" }, WORDS[state]),
    !isFixed &&
      h(
        "button",
        { type: "button", className: "button", onClick: turn, "data-testid": "desktop-toggle" },
        state === "on" ? translate("Turn off") : translate("Turn on"),
      ),
  );
}
