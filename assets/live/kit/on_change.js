// Calls when a value has changed since the page opened.
/** @import { OnChangeProps } from "#wire" */
import { useEffect, useRef } from "react";

/** @param {OnChangeProps} props */
export function OnChange({ value, onChange }) {
  const last = useRef(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another handler is no change of the value.
  useEffect(() => {
    const before = last.current;
    last.current = value;
    // -1 is what the page is compiled with, before the app has sent anything.
    if (before !== -1 && before !== value) onChange?.();
  }, [value]);
  return null;
}
