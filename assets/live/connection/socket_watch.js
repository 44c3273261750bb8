// Runs before everything else. Reflex tells of a lost socket only when a new one fails, and when a new one is accepted
// and closed at once it neither tells nor tries again; so the page watches its sockets itself.
(() => {
  // Reflex tries again at once and then every 0.2, 0.4, … 2 s, every page in step with the others: after a restart of
  // the app a thousand would come together.
  const SPREAD_MILLISECONDS = 3_000;
  // Whoever comes back to a page is alone with it, and does not wait.
  const WAKING_MILLISECONDS = 1_000;

  // The login page needs no socket, and would be refused one every two seconds: Reflex looks for this cookie.
  if (/^\/login\/?$/.test(window.location.pathname))
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https.
    document.cookie = "backend-enabled=false; path=/login; SameSite=Lax";

  const Native = window.WebSocket;
  const watch = { open: 0, openedAt: 0, tried: 0, triedAt: 0, drop: () => [...opened].forEach((each) => each.drop()) };
  const opened = new Set();
  const late = new Set();
  let wasConnected = false;
  let wokenAt = -Infinity;
  const tell = () => window.dispatchEvent(new Event("live-socket"));

  class Watched extends Native {
    constructor(...parameters) {
      super(...parameters);
      if (!this.url.includes("/_event")) return;
      watch.tried += 1;
      watch.triedAt = Date.now();
      this.addEventListener("message", function learn({ data }) {
        // Socket.IO has let the page in; one that Reflex opens ahead and drops never comes so far.
        if (!String(data).startsWith("40")) return;
        wasConnected = true;
        this.removeEventListener("message", learn);
      });
      this.addEventListener("open", () => {
        opened.add(this);
        this.#tell();
        this.addEventListener("close", () => {
          opened.delete(this);
          this.#tell();
        });
      });
    }

    #tell() {
      watch.open = opened.size;
      if (opened.has(this)) watch.openedAt = Date.now();
      tell();
    }

    /** Count as closed at once: over a dead connection the browser would wait for the other end's answer. */
    drop() {
      this.close();
      this.dispatchEvent(new CloseEvent("close", { code: 1006 }));
    }
  }

  /** A socket that begins a moment later; until then whoever made it sees one that is connecting. */
  class Late {
    constructor(address, protocols, wait) {
      this.begin = () => this.#begin(address, protocols);
      this.timer = window.setTimeout(this.begin, wait);
      this.binaryType = "blob";
      watch.triedAt = Date.now();
      late.add(this);
    }

    #begin(address, protocols) {
      this.#stopWaiting();
      this.real = new Watched(address, protocols);
      this.real.binaryType = this.binaryType;
      for (const name of ["open", "message", "error", "close"]) {
        this.real.addEventListener(name, (event) => this[`on${name}`]?.(event));
      }
    }

    #stopWaiting() {
      window.clearTimeout(this.timer);
      late.delete(this);
    }

    get readyState() {
      return this.real?.readyState ?? (late.has(this) ? Native.CONNECTING : Native.CLOSED);
    }

    get bufferedAmount() {
      return this.real?.bufferedAmount ?? 0;
    }

    send(data) {
      this.real.send(data);
    }

    close(...reason) {
      if (this.real) this.real.close(...reason);
      else if (late.has(this)) {
        this.#stopWaiting();
        window.setTimeout(() => this.onclose?.(new CloseEvent("close", { code: 1006 })));
      }
    }
  }

  /** The address by which the app knows that the page was connected before. */
  function again(address) {
    const known = new URL(address, window.location.href);
    known.searchParams.set("again", "1");
    return known.href;
  }

  function construct(target, parameters, newTarget) {
    const [address, protocols] = parameters;
    if (!wasConnected || !String(address).includes("/_event")) return Reflect.construct(target, parameters, newTarget);
    const wait = Date.now() - wokenAt < WAKING_MILLISECONDS ? 0 : SPREAD_MILLISECONDS * Math.random();
    return new Late(again(address), protocols, wait);
  }

  function wake() {
    if (document.visibilityState !== "visible") return;
    wokenAt = Date.now();
    [...late].forEach((each) => each.begin());
  }

  document.addEventListener("visibilitychange", wake);
  window.addEventListener("pageshow", wake);
  window.WebSocket = new Proxy(Watched, { construct });
  window.liveSocket = watch;
})();
