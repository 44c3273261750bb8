// What assets/live/connection/socket_watch.js, a script that runs before all modules, puts into the page.

interface SocketWatch {
  /** How many sockets are open, and by Date.now() when the last one was opened. */
  open: number;
  openedAt: number;
  /** How many were tried, and when the last one was. */
  tried: number;
  triedAt: number;
  /** Close all of them, without waiting for the other end. */
  drop(): void;
}

interface Window {
  liveSocket: SocketWatch;
  __reactRouterManifest?: { version?: string };
  WebSocket: typeof WebSocket;
}

// What assets/live/language/choose_language.js, another such script, and the catalogue after it put into the page.
interface Language {
  name: string;
  locale: string | undefined;
  catalogue: { texts: Record<string, string | Record<string, string>>; sentences: Record<string, string> };
}

interface Window {
  language: Language;
}
