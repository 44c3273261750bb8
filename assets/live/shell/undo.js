// What was just done, with a button that undoes it, for some seconds.
/** @import { UndoLineProps } from "#wire" */
import { createElement, useEffect, useRef, useState } from "react";
import { serverNow } from "../kit/clock.js";
import { translate, translateSent } from "../language/translate.js";

/** @param {UndoLineProps} props */
export function UndoLine({ offer, seconds, onUndo }) {
  const [shown, show] = useState({ at: 0, text: "" });
  const isHeld = useRef(false);
  useEffect(() => {
    // A page that loads is sent the last offer, however old.
    const isFresh = offer.at > 0 && serverNow() - offer.at < 1_000 * seconds;
    show(isFresh ? offer : { at: 0, text: "" });
    if (!isFresh) return undefined;
    let left = seconds;
    const timer = window.setInterval(() => {
      if (!isHeld.current) left -= 1;
      if (left <= 0) show({ at: 0, text: "" });
    }, 1_000);
    return () => window.clearInterval(timer);
  }, [offer, seconds]);
  const undo = () => {
    onUndo?.(shown.at);
    show({ at: 0, text: "" });
  };
  const hold = () => {
    isHeld.current = true;
  };
  const letGo = () => {
    isHeld.current = false;
  };
  const watched = { onPointerEnter: hold, onPointerLeave: letGo, onFocus: hold, onBlur: letGo };
  // The region is there from the start, so that what it comes to say is read out.
  return createElement(
    "div",
    { className: "undo", role: "status", "data-shown": shown.at > 0, ...watched },
    shown.at > 0 && createElement("span", { className: "undo-text" }, translateSent(shown.text)),
    shown.at > 0 &&
      createElement(
        "button",
        { type: "button", className: "undo-button", "data-testid": "undo", onClick: undo },
        translate("Undo"),
      ),
  );
}
