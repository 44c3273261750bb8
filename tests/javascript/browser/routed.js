// Components that know the page's address.
import { createElement as h } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { act, draw } from "./drawn.js";
import { settle } from "./page.js";

/** Draw an element at an address; gives its place, and the router. */
export async function drawAt(address, element) {
  for (const name of ["Request", "Response", "Headers", "AbortController", "AbortSignal"])
    window[name] = globalThis[name];
  const router = createMemoryRouter([{ path: "*", element }], { initialEntries: [address] });
  const { place } = draw(h(RouterProvider, { router }));
  await act(settle);
  return { place, router, here: () => router.state.location.pathname + router.state.location.search };
}

/** Press a key, as a person does. */
export const press = (target, key, special = {}) =>
  act(() => target.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, ...special })));

/** Type into a field. */
export function type(field, text) {
  Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(field, text);
  act(() => field.dispatchEvent(new window.Event("input", { bubbles: true })));
}
