// Runs before the page is drawn: what this browser has chosen of the frame's look is there from the first frame.
try {
  document.documentElement.dataset.navigation = window.localStorage.getItem("rca_dashboard.navigation") ?? "wide";
} catch {
  // A browser that stores nothing has the default.
}
