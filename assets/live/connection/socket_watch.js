// Runs before everything else. Reflex reports a lost socket only when a new one fails, and when a new one is accepted
// and closed at once it neither reports it nor tries again; so the page watches its sockets itself.
(() => {
  // Reflex tries again at once and then every 0.2, 0.4, … 2 s, every page in step with the others: after a restart of
  // the app a thousand would come together.
  const SPREAD_MILLISECONDS = 3_000;
  // A user who comes back to a page is the only one to reconnect, and does not wait.
  const WAKING_MILLISECONDS = 1_000;

  // The login and the wall need no socket, and would be refused one every two seconds: Reflex looks for this cookie.
  const bare = /^(\/login|\/wall)\/?$/.exec(window.location.pathname)?.[1];
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https.
  if (bare) document.cookie = `backend-enabled=false; path=${bare}; SameSite=Lax`;

  const Native = window.WebSocket;
  /** @type {Set<Watched>} */
  const opened = new Set();
  /** @type {Set<Late>} */
  const late = new Set();
  const watch = { open: 0, openedAt: 0, tried: 0, triedAt: 0, drop: () => [...opened].forEach((each) => each.drop()) };
  let wasConnected = false;
  let wokenAt = -Infinity;

  class Watched extends Native {
    /**
     * @param {string | URL} address
     * @param {string | string[]} [protocols]
     */
    constructor(address, protocols) {
      super(address, protocols);
      if (!this.url.includes("/_event")) return;
      watch.tried += 1;
      watch.triedAt = Date.now();
      this.addEventListener("message", function listen({ data }) {
        // Socket.IO has accepted the page; a socket that Reflex opens ahead and drops never gets so far.
        if (!String(data).startsWith("40")) return;
        wasConnected = true;
        this.removeEventListener("message", listen);
      });
      this.addEventListener("open", () => {
        opened.add(this);
        this.#report();
        this.addEventListener("close", () => {
          opened.delete(this);
          this.#report();
        });
      });
    }

    #report() {
      watch.open = opened.size;
      if (opened.has(this)) watch.openedAt = Date.now();
      window.dispatchEvent(new Event("live-socket"));
    }

    /** Count as closed at once: over a dead connection the browser would wait for the other end's answer. */
    drop() {
      this.close();
      this.dispatchEvent(new CloseEvent("close", { code: 1006 }));
    }
  }

  /** A socket that is opened a moment later; until then it looks as if it were connecting. */
  class Late {
    /** @type {Watched | undefined} */
    #real;
    /** @type {((event: Event) => void) | undefined} */
    onopen;
    /** @type {((event: Event) => void) | undefined} */
    onmessage;
    /** @type {((event: Event) => void) | undefined} */
    onerror;
    /** @type {((event: Event) => void) | undefined} */
    onclose;

    /**
     * @param {string | URL} address
     * @param {string | string[] | undefined} protocols
     * @param {number} wait
     */
    constructor(address, protocols, wait) {
      this.begin = () => this.#begin(address, protocols);
      this.timer = window.setTimeout(this.begin, wait);
      /** @type {BinaryType} */
      this.binaryType = "blob";
      watch.triedAt = Date.now();
      late.add(this);
    }

    /**
     * @param {string | URL} address
     * @param {string | string[] | undefined} protocols
     */
    #begin(address, protocols) {
      this.#stopWaiting();
      this.#real = new Watched(address, protocols);
      this.#real.binaryType = this.binaryType;
      this.#real.addEventListener("open", (event) => this.onopen?.(event));
      this.#real.addEventListener("message", (event) => this.onmessage?.(event));
      this.#real.addEventListener("error", (event) => this.onerror?.(event));
      this.#real.addEventListener("close", (event) => this.onclose?.(event));
    }

    #stopWaiting() {
      window.clearTimeout(this.timer);
      late.delete(this);
    }

    get readyState() {
      return this.#real?.readyState ?? (late.has(this) ? Native.CONNECTING : Native.CLOSED);
    }

    get bufferedAmount() {
      return this.#real?.bufferedAmount ?? 0;
    }

    /** @param {string} data */
    send(data) {
      this.#real?.send(data);
    }

    /**
     * @param {number} [code]
     * @param {string} [reason]
     */
    close(code, reason) {
      if (this.#real) this.#real.close(code, reason);
      else if (late.has(this)) {
        this.#stopWaiting();
        window.setTimeout(() => this.onclose?.(new CloseEvent("close", { code: 1006 })));
      }
    }
  }

  /**
   * Return the address by which the app knows that the page was connected before.
   * @param {string | URL} address
   */
  function again(address) {
    const known = new URL(address, window.location.href);
    known.searchParams.set("again", "1");
    return known.href;
  }

  /**
   * @param {typeof Watched} target
   * @param {[address: string | URL, protocols?: string | string[]]} parameters
   * @param {Function} newTarget
   */
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
