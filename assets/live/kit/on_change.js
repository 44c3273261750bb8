// Tells when a value has changed since the page opened.
import { useEffect, useRef } from "react";

export function OnChange({ value, onChange }) {
  const last = useRef(value);
  useEffect(() => {
    const before = last.current;
    last.current = value;
    // -1 is what stands there before the app has said anything.
    if (before !== -1 && before !== value) onChange?.();
  }, [value]);
  return null;
}
