// Runs before the page is drawn. Pages are compiled in English; for readers of another language its catalogue is loaded
// here, and the English that the server's HTML holds is replaced as it is parsed, so that no frame shows it and React
// finds what it renders itself.
(() => {
  const CATALOGUES = { de: "/live/language/german.js" };
  const languages = ["en", ...Object.keys(CATALOGUES)];

  function chosen() {
    try {
      return window.localStorage.getItem("rca_dashboard.language") ?? "";
    } catch {
      return ""; // a browser that stores nothing
    }
  }

  /** @param {string} tag */
  const languageOf = (tag) => tag.toLowerCase().split("-")[0];
  const wanted = navigator.languages ?? [navigator.language];
  const kept = chosen();
  const name = languages.includes(kept)
    ? kept
    : (wanted.map(languageOf).find((each) => languages.includes(each)) ?? "en");
  // The region is the browser's where it speaks the language: de-AT has other dates than de-CH.
  const locale = wanted.find((tag) => languageOf(tag) === name) ?? name;
  window.language = { name, locale, catalogue: { texts: {}, sentences: {} } };
  document.documentElement.lang = name;
  if (name === "en") return;
  // The only way that a script holds back the rest of the page, and the modules with it.
  document.write(`<script src="${CATALOGUES[/** @type {"de"} */ (name)]}"></script>`);

  const ATTRIBUTES = ["title", "placeholder", "alt", "aria-label", "aria-description"];
  const TITLE_END = " · RCA Dashboard";
  /** @param {string} text */
  const inLanguage = (text) => {
    const english = text.trim().replace(TITLE_END, "");
    const found = window.language.catalogue.texts[english];
    return typeof found === "string" ? text.replace(english, () => found) : text;
  };
  /**
   * What React takes over as it is: an attribute, also one with values, of which the catalogue has the pattern.
   * @param {string} text
   * @returns {string}
   */
  function attributeInLanguage(text) {
    const whole = inLanguage(text);
    if (whole !== text) return whole;
    const { texts } = window.language.catalogue;
    for (const key of Object.keys(texts).filter((each) => each.includes("{"))) {
      const names = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const escaped = key.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{\w+\}/g, "(.+)");
      const [, ...values] = new RegExp(`^${escaped}$`).exec(text) ?? [];
      const pattern = texts[key];
      if (values.length > 0 && typeof pattern === "string")
        return pattern.replaceAll(/\{(\w+)\}/g, (_, name) => inLanguage(values[names.indexOf(name)] ?? ""));
    }
    return text;
  }

  /** @param {Node} node */
  function translateAdded(node) {
    if (node instanceof Text) {
      const text = inLanguage(node.data);
      if (text !== node.data) node.data = text;
    } else if (node instanceof Element && node.tagName !== "SCRIPT") {
      for (const attribute of ATTRIBUTES) {
        const value = node.getAttribute(attribute);
        if (value) node.setAttribute(attribute, attributeInLanguage(value));
      }
      node.childNodes.forEach(translateAdded);
    }
  }
  const parsing = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(translateAdded);
  });
  parsing.observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => parsing.disconnect());
})();
