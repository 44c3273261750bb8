// The saved views in the navigation: a user's own are dragged into another order, or moved by Alt and the arrows.
/** @import { DragEvent, KeyboardEvent, PropsWithChildren } from "react" */
/** @import { SavedViewsProps } from "#wire" */
import { createElement as h, useEffect, useRef, useState } from "react";
import { announceResult } from "../kit/announcer.js";
import { translate } from "../language/translate.js";

/**
 * Return keys with one of them moved to the place of another.
 * @param {string[]} keys
 * @param {string} moved
 * @param {string | undefined} target
 */
export function movedTo(keys, moved, target) {
  const from = keys.indexOf(moved);
  const to = target === undefined ? -1 : keys.indexOf(target);
  if (from < 0 || to < 0 || from === to) return null;
  const others = keys.filter((key) => key !== moved);
  return [...others.slice(0, to), moved, ...others.slice(to)];
}

/** @param {EventTarget | null} target */
const linkOf = (target) =>
  target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-view]")) : null;

/** @param {PropsWithChildren<SavedViewsProps>} props */
export function SavedViews({ views, onOrder, children }) {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [dragged, drag] = useState("");
  const mine = views.filter((view) => view.is_mine).map((view) => view.key);
  const owned = mine.join(" ");
  useEffect(() => {
    for (const link of place.current?.querySelectorAll("[data-view]") ?? [])
      link.setAttribute("draggable", String(owned.split(" ").includes(link.getAttribute("data-view") ?? "")));
  }, [owned]);
  /**
   * @param {string} moved
   * @param {string | undefined} target
   */
  const move = (moved, target) => {
    const keys = movedTo(mine, moved, target);
    if (keys === null) return;
    onOrder?.(keys);
    const name = views.find((view) => view.key === moved)?.name ?? "";
    announceResult(
      translate("{name}: place {place} of {count}", { name, place: keys.indexOf(moved) + 1, count: keys.length }),
    );
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    const key = linkOf(event.target)?.dataset.view ?? "";
    if (!event.altKey || step === 0 || !mine.includes(key)) return;
    event.preventDefault();
    move(key, mine[mine.indexOf(key) + step]);
  };
  /** @param {DragEvent} event */
  const onDrop = (event) => {
    event.preventDefault();
    move(dragged, linkOf(event.target)?.dataset.view);
    drag("");
  };
  return h(
    "div",
    {
      ref: place,
      className: "nav-saved",
      title: mine.length > 1 ? translate("Drag your views into order, or press Alt and an arrow") : undefined,
      "data-dragged": dragged || undefined,
      onDragStart: (/** @type {DragEvent} */ event) => drag(linkOf(event.target)?.dataset.view ?? ""),
      onDragEnd: () => drag(""),
      onDragOver: (/** @type {DragEvent} */ event) => {
        if (dragged && mine.includes(linkOf(event.target)?.dataset.view ?? "")) event.preventDefault();
      },
      onDrop,
      onKeyDown,
    },
    children,
  );
}
