// Says that what was asked for cannot be loaded: a link was followed or a search typed while the dashboard is away.
import { createElement as h, useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { announceResult } from "../kit/announcer.js";
import { translate } from "../language/translate.js";
import { useConnection } from "./connection.js";

const TEXT = translate(
  "This cannot be loaded now: the dashboard is not connected. It loads as soon as the connection is back.",
);

/** A line in the foot, while what the address asks for cannot be shown. */
export function AwayNote() {
  const { status, was_connected: wasConnected } = useConnection();
  const { pathname, search } = useLocation();
  const isAway = wasConnected && status !== "connected";
  const shown = useRef(pathname + search);
  const [isAsked, ask] = useState(false);
  useEffect(() => {
    const address = pathname + search;
    if (!isAway) shown.current = address;
    const isElsewhere = isAway && address !== shown.current;
    ask(isElsewhere);
    if (isElsewhere) announceResult(TEXT);
  }, [isAway, pathname, search]);
  return isAsked ? h("p", { className: "outage away-note", "data-testid": "away-note" }, TEXT) : null;
}
