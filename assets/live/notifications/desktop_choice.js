// Notifications of the desktop: on or off for this browser. The browser asks for permission after a click only.
import { createElement as h, useEffect, useState } from "react";
import { getDesktopState, setDesktopEnabled } from "./desktop.js";

const WORDS = {
  on: "On in this browser: one for all its tabs.",
  off: "Off in this browser.",
  blocked: "This browser blocks them for this site; its own settings for the site let them through again.",
  missing: "This browser offers none here; it does on an address with https.",
};

export function DesktopChoice() {
  const [state, setState] = useState(/** @type {keyof typeof WORDS} */ ("off"));
  useEffect(() => setState(getDesktopState()), []);
  const isFixed = state === "blocked" || state === "missing";
  const turn = () => setDesktopEnabled(state !== "on").then(setState);
  return h(
    "fieldset",
    { "data-testid": "desktop-choice", "data-state": state },
    h("legend", null, "Desktop"),
    h("p", { className: "hint quiet", role: "status" }, WORDS[state]),
    !isFixed &&
      h(
        "button",
        { type: "button", className: "button", onClick: turn, "data-testid": "desktop-toggle" },
        state === "on" ? "Turn off" : "Turn on",
      ),
  );
}
