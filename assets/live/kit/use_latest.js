// The newest value, for effects and timers that outlive a rendering.
import { useRef } from "react";

/**
 * Return a ref to the value of the last rendering; the ref itself is always the same.
 * @template T
 * @param {T} value
 */
export function useLatest(value) {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}
