// Runs before the page is drawn: what this browser has chosen of the frame's look is there from the first frame.
try {
  document.documentElement.dataset.navigation = window.localStorage.getItem("rca_dashboard.navigation") ?? "wide";
} catch {
  // A browser that stores nothing has the default.
}

// What is printed says when: ages such as "5 min ago" mean nothing on paper without it.
window.addEventListener("beforeprint", () => {
  document
    .querySelector(".header")
    ?.setAttribute("data-printed", new Date().toLocaleString(document.documentElement.lang));
});

// Toasts stand before the page's own elements. The first Tab reaches the link to the content all the same; whoever has
// clicked or focused something goes on from there.
const began = new AbortController();
const untilThen = { capture: true, signal: began.signal };
for (const event of ["pointerdown", "focusin"]) window.addEventListener(event, () => began.abort(), untilThen);
window.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Tab") return;
    began.abort();
    const skip = document.querySelector(".skip");
    if (event.shiftKey || !document.querySelector("[data-sonner-toast]") || !(skip instanceof HTMLElement)) return;
    event.preventDefault();
    skip.focus();
  },
  untilThen,
);
