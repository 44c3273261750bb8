// Measures how high the header and the line at the bottom are, and where in the header there is room: what sticks or
// floats keeps clear of them, on one line or on three.
const ROOM_PIXELS = 330; // for a toast
const MARGIN_PIXELS = 16;
const WIDEST_TOAST_PIXELS = 480;
const ONE_LINE_PIXELS = 60;

/**
 * @param {string} name
 * @param {number} pixels
 */
const setPixels = (name, pixels) => document.documentElement.style.setProperty(name, `${Math.ceil(pixels)}px`);

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector));

/**
 * Place toasts in the empty middle of the header, where they cover nothing, or else below it.
 * @param {HTMLElement} header
 */
function placeToasts(header) {
  const end = header.querySelector(".header-end");
  const before = [...header.children].filter((each) => each !== end);
  const left = Math.max(...before.map((each) => each.getBoundingClientRect().right)) + MARGIN_PIXELS;
  const room = (end?.getBoundingClientRect().left ?? 0) - MARGIN_PIXELS - left;
  const width = Math.min(room, WIDEST_TOAST_PIXELS);
  setPixels("--toast-left", left + (room - width) / 2);
  setPixels("--toast-width", width);
  const hasRoom = room >= ROOM_PIXELS && header.offsetHeight <= ONE_LINE_PIXELS;
  document.documentElement.dataset.toasts = hasRoom ? "header" : "below";
}

function measure() {
  const header = find("header.header");
  const corner = find(".corner");
  if (corner) setPixels("--corner-height", corner.offsetHeight);
  if (!header) return;
  setPixels("--header-height", header.offsetHeight);
  placeToasts(header);
}

function observe() {
  const header = find("header.header");
  if (!header) {
    window.setTimeout(observe, 100);
    return;
  }
  const sizes = new ResizeObserver(measure);
  for (const part of [header, find(".header-end"), find(".corner")]) if (part) sizes.observe(part);
  new MutationObserver(measure).observe(header, { childList: true });
}

if (typeof window !== "undefined" && "ResizeObserver" in window) observe();
