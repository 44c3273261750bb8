// How high the header is: what sticks below it and what floats beside it keep clear of it, on one line or on three.
if (typeof window !== "undefined" && "ResizeObserver" in window) {
  const measure = (entries) => {
    const height = entries[0].borderBoxSize[0].blockSize;
    document.documentElement.style.setProperty("--header-height", `${Math.ceil(height)}px`);
  };
  const observer = new ResizeObserver(measure);
  const look = () => {
    const header = document.querySelector("header.header");
    if (header) observer.observe(header);
    else window.setTimeout(look, 100);
  };
  look();
}
