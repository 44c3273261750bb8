// How high the header and the line at the bottom are, and where in the header there is room: what sticks or floats keeps
// clear of them, on one line or on three.
const ROOM_PIXELS = 330; // for a toast
const MARGIN_PIXELS = 16;
const WIDEST_TOAST_PIXELS = 480;
const ONE_LINE_PIXELS = 60;

const root = typeof document === "undefined" ? null : document.documentElement;
const put = (name, pixels) => root.style.setProperty(name, `${Math.ceil(pixels)}px`);

/** Where toasts stand: in the empty middle of the header, over which nothing is read, or else below it. */
function findRoom(header) {
  const end = header.querySelector(".header-end");
  const before = [...header.children].filter((each) => each !== end);
  const left = Math.max(...before.map((each) => each.getBoundingClientRect().right)) + MARGIN_PIXELS;
  const room = (end?.getBoundingClientRect().left ?? 0) - MARGIN_PIXELS - left;
  const width = Math.min(room, WIDEST_TOAST_PIXELS);
  put("--toast-left", left + (room - width) / 2);
  put("--toast-width", width);
  root.dataset.toasts = room >= ROOM_PIXELS && header.offsetHeight <= ONE_LINE_PIXELS ? "header" : "below";
}

function measure() {
  const header = document.querySelector("header.header");
  const corner = document.querySelector(".corner");
  if (corner) put("--corner-height", corner.offsetHeight);
  if (!header) return;
  put("--header-height", header.offsetHeight);
  findRoom(header);
}

function watch() {
  const parts = ["header.header", ".header-end", ".corner"].map((name) => document.querySelector(name));
  if (!parts[0]) return window.setTimeout(watch, 100);
  const sizes = new ResizeObserver(measure);
  parts.filter(Boolean).forEach((each) => sizes.observe(each));
  return new MutationObserver(measure).observe(parts[0], { childList: true });
}

if (typeof window !== "undefined" && "ResizeObserver" in window) watch();
