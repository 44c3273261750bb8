// What the modules under assets/live import from the pages that Reflex compiles, or find in the browser beside them.

declare module "$/utils/state" {
  /** Return the address of the app, by default of its websocket. */
  export function getBackendURL(address?: string): URL;
}

declare module "$/utils/context-registry" {
  import type { Context } from "react";

  type AddEvents = (events: unknown[], args: unknown[], actions: Record<string, unknown>) => void;

  /** What adds events to Reflex's queue, and the errors of the socket since it was last connected. */
  export const EventLoopContext: Context<[addEvents: AddEvents, connectErrors: unknown[]]>;
}

// Set by Vite.
interface ImportMeta {
  readonly env: { readonly PROD: boolean };
}
