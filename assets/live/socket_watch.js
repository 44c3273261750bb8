// Runs before everything else. Reflex tells of a lost socket only when a new one fails, and when a new one is accepted
// and closed at once it neither tells nor tries again; so the page watches its sockets itself.
(() => {
  // The login page needs no socket, and would be refused one every two seconds: Reflex looks for this cookie.
  if (/^\/login\/?$/.test(window.location.pathname)) document.cookie = "backend-enabled=false; path=/login; SameSite=Lax";

  const Native = window.WebSocket;
  const watch = { open: 0, tried: 0, triedAt: 0 };
  const tell = () => window.dispatchEvent(new Event("live-socket"));

  class Watched extends Native {
    constructor(...parameters) {
      super(...parameters);
      if (!this.url.includes("/_event")) return;
      watch.tried += 1;
      watch.triedAt = Date.now();
      this.addEventListener("open", () => {
        watch.open += 1;
        tell();
        this.addEventListener("close", () => {
          watch.open -= 1;
          tell();
        });
      });
    }
  }

  window.WebSocket = Watched;
  window.liveSocket = watch;
})();
