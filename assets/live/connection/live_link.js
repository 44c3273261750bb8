// Where the app's messages enter the page: mounted once, shows nothing.
import { useContext, useEffect, useRef } from "react";
import { EventLoopContext } from "$/utils/context-registry";
import { advanceTick, setServerTime } from "../kit/clock.js";
import { isBehind, receiveChanged, receivePage, receivePatch, setImporting } from "../list/adopted_page.js";
import "../kit/header_height.js";
import { setPreferences } from "../kit/preferences.js";
import { receiveMarks } from "../marks/marks.js";
import { setConnection } from "../marks/missed.js";
import { setMarksRequest } from "../marks/missing_marks.js";
import { showConnection, showNotices } from "../notifications/toasts.js";
import { recordMessage, setSocketErrors, subscribeToConnection } from "./connection.js";
import { answerProbe } from "./probe.js";

const PATIENCE_MILLISECONDS = 1_500;

export function LiveLink(told) {
  const { page, patch, pulse, changed, status, notices, preferences, marks, probe, onBehind, onAskMarks, onShown } =
    told;
  const [, errors] = useContext(EventLoopContext);
  const behind = useRef(onBehind);
  behind.current = onBehind;
  const gap = useRef(0);
  const shown = useRef(onShown);
  shown.current = onShown;

  useEffect(() => setSocketErrors(errors ?? []), [errors]);
  useEffect(() => subscribeToConnection(showConnection), []);
  useEffect(() => subscribeToConnection(setConnection), []);
  useEffect(() => {
    if (!status.at) return;
    setServerTime(status.at);
    setImporting(status.poll.is_importing);
    recordMessage();
    advanceTick();
  }, [status]);
  // Before the page: whether its rows are taken hangs on the choices. What is compiled into the page are the defaults.
  useEffect(() => {
    if (status.boot) setPreferences(preferences);
  }, [preferences, status.boot]);
  useEffect(() => receiveMarks(marks), [marks]);
  useEffect(() => setMarksRequest(onAskMarks), [onAskMarks]);
  useEffect(() => receivePage(page), [page]);
  useEffect(() => {
    if (!patch.boot) return;
    receivePatch(patch);
    if (!isBehind(patch)) return;
    // The page that it changes may be on its way; one timer, which later patches do not put off.
    gap.current ||= window.setTimeout(() => {
      gap.current = 0;
      if (isBehind(patch)) behind.current?.();
    }, PATIENCE_MILLISECONDS);
  }, [patch]);
  useEffect(() => () => window.clearTimeout(gap.current), []);
  useEffect(() => receiveChanged(changed), [changed]);
  useEffect(() => showNotices(notices, status.boot), [notices, status.boot]);
  useEffect(() => answerProbe(probe, (id) => shown.current?.(id)), [probe]);
  useEffect(() => {
    if (!pulse.at) return undefined;
    setServerTime(pulse.at);
    recordMessage();
    // The page itself may be on its way: ask only when it has not come after a moment.
    const timer = window.setTimeout(() => isBehind(pulse) && behind.current?.(), PATIENCE_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [pulse]);
  return null;
}
