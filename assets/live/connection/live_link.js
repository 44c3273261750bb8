// Where the app's messages enter the page: mounted once, shows nothing.
/** @import { LiveLinkProps, PagePatch, Pulse, Status } from "#wire" */
import { useContext, useEffect, useRef } from "react";
import { EventLoopContext } from "$/utils/context-registry";
import { advanceTick, setServerTime } from "../kit/clock.js";
import { setPreferences } from "../kit/preferences.js";
import { useLatest } from "../kit/use_latest.js";
import { isBehind, receiveChanged, receivePage, receivePatch, setImporting } from "../list/adopted_page.js";
import { receiveMarks } from "../marks/marks.js";
import { setConnection } from "../marks/missed.js";
import { setMarksRequest } from "../marks/missing_marks.js";
import { showConnection, showNotices } from "../notifications/toasts.js";
import { recordMessage, setSocketErrors, subscribeToConnection } from "./connection.js";
import { followBuild } from "./newer_build.js";
import { answerProbe } from "./probe.js";

const PATIENCE_MILLISECONDS = 1_500;

/** @param {Status} status */
function receiveStatus(status) {
  if (!status.at) return;
  setServerTime(status.at);
  setImporting(status.poll.is_importing);
  recordMessage();
  advanceTick();
  void followBuild(status.build);
}

/**
 * Take each patch, and ask for the page where one is missing.
 * @param {PagePatch} patch
 * @param {() => void} onBehind
 */
function usePatch(patch, onBehind) {
  const ask = useLatest(onBehind);
  const timer = useRef(0);
  useEffect(() => {
    if (!patch.boot) return;
    receivePatch(patch);
    if (!isBehind(patch)) return;
    // The page that it changes may be on its way; one timer, which later patches do not postpone.
    timer.current ||= window.setTimeout(() => {
      timer.current = 0;
      if (isBehind(patch)) ask.current?.();
    }, PATIENCE_MILLISECONDS);
  }, [patch]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
}

/**
 * Take each heartbeat, and ask for the page where it is older than the app's.
 * @param {Pulse} pulse
 * @param {() => void} onBehind
 */
function usePulse(pulse, onBehind) {
  const ask = useLatest(onBehind);
  useEffect(() => {
    if (!pulse.at) return undefined;
    setServerTime(pulse.at);
    recordMessage();
    // The page itself may be on its way: ask only when it has not arrived after a moment.
    const timer = window.setTimeout(() => isBehind(pulse) && ask.current?.(), PATIENCE_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [pulse]);
}

/** @param {LiveLinkProps} props */
export function LiveLink(props) {
  const { page, patch, pulse, changed, status, notices, preferences, marks, probe, onAskMarks, onBehind } = props;
  const [, errors] = useContext(EventLoopContext);
  const onShown = useLatest(props.onShown);

  useEffect(() => setSocketErrors(errors ?? []), [errors]);
  useEffect(() => subscribeToConnection(showConnection), []);
  useEffect(() => subscribeToConnection(setConnection), []);
  useEffect(() => receiveStatus(status), [status]);
  // Before the page: whether its rows are taken depends on the preferences. The page is compiled with the defaults.
  useEffect(() => {
    if (status.boot) setPreferences(preferences);
  }, [preferences, status.boot]);
  useEffect(() => receiveMarks(marks), [marks]);
  useEffect(() => setMarksRequest(onAskMarks), [onAskMarks]);
  useEffect(() => receivePage(page), [page]);
  usePatch(patch, onBehind);
  useEffect(() => receiveChanged(changed), [changed]);
  useEffect(() => showNotices(notices, status.boot), [notices, status.boot]);
  useEffect(() => answerProbe(probe, (id) => onShown.current?.(id)), [probe]);
  usePulse(pulse, onBehind);
  return null;
}
