// Browsers without a screen: the shipped modules, a page that nobody touches, and frames that are drawn when asked.

const FOLDER = import.meta.dir;

/** Compile the modules once; gives a function that makes a browser of them, with a state of its own. */
export async function compile() {
  const react = {
    name: "react",
    setup: (build) => build.onResolve({ filter: /^react$/ }, () => ({ path: `${FOLDER}/react.cjs` })),
  };
  const { outputs } = await Bun.build({ entrypoints: [`${FOLDER}/entry.js`], format: "iife", plugins: [react] });
  const make = new Function("expose", "window", "document", await outputs[0].text());
  return () => openBrowser(make);
}

function openBrowser(make) {
  let frames = [];
  const storage = { getItem: () => null, setItem: () => {} };
  const window = {
    addEventListener: () => {},
    setTimeout: () => 1,
    clearTimeout: () => {},
    setInterval: () => 1,
    requestAnimationFrame: (draw) => frames.push(draw),
    cancelAnimationFrame: () => (frames = []),
    location: { pathname: "/", search: "" },
    localStorage: storage,
    sessionStorage: storage,
  };
  const document = {
    addEventListener: () => {},
    getSelection: () => null,
    querySelector: () => null,
    querySelectorAll: () => [],
    getElementById: () => null,
    activeElement: null,
    visibilityState: "visible",
    hidden: false,
  };
  const browser = { draw: () => frames.splice(0).forEach((draw) => draw()), hasFrames: () => frames.length > 0 };
  make((modules) => Object.assign(browser, modules), window, document);
  return browser;
}

/** Draw until nothing is left to draw. */
export function drawAll(browser) {
  while (browser.hasFrames()) browser.draw();
}
