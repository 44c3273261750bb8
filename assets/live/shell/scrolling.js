// Only the content scrolls, and not the window: the wheel over the frame, and the keys that scroll a page, reach it too.

const LINE_PIXELS = 40;
const REST = 0.9; // of a screenful: a line or two of the last one stay

/** The list where it has a height of its own, else the page's content. */
function scroller() {
  const canScroll = (/** @type {Element} */ each) => each.scrollHeight > each.clientHeight + 1 && isScrollable(each);
  return [...document.querySelectorAll(".sheet, .content")].find(canScroll);
}

/** @param {Element} element */
const isScrollable = (element) => /auto|scroll/.test(getComputedStyle(element).overflowY);

/** @param {EventTarget | null} target */
function hasOwnScroller(target) {
  let element = target instanceof Element ? target : null;
  while (element && element !== document.body) {
    if (element.scrollHeight > element.clientHeight + 1 && isScrollable(element)) return true;
    element = element.parentElement;
  }
  return false;
}

/** @param {WheelEvent} event */
function passWheelOn(event) {
  if (event.defaultPrevented || event.ctrlKey || hasOwnScroller(event.target)) return;
  const isOnTop =
    event.target instanceof Element && event.target.closest("dialog, .popover-body, [data-sonner-toaster]");
  if (!isOnTop) scroller()?.scrollBy({ top: event.deltaY * (event.deltaMode === 1 ? LINE_PIXELS : 1) });
}

/** @type {Record<string, (element: Element) => number>} */
const STEPS = {
  PageDown: (element) => REST * element.clientHeight,
  PageUp: (element) => -REST * element.clientHeight,
  End: (element) => element.scrollHeight,
  Home: (element) => -element.scrollHeight,
};

/** @param {KeyboardEvent} event */
function scrollByKey(event) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && !event.defaultPrevented;
  if (!isPlain || event.target !== document.body || !(event.key in STEPS)) return;
  const element = scroller();
  element?.scrollBy({ top: STEPS[event.key](element) });
}

if (typeof window !== "undefined") {
  document.addEventListener("wheel", passWheelOn, { passive: true });
  document.addEventListener("keydown", scrollByKey);
}
