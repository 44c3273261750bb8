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
