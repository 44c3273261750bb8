// Translators (Google Translate and others) put a page's texts into <font> elements of their own. React goes on to change
// and remove the texts that it knows: without this the page would break, or show an old value for ever.
(() => {
  /** @type {WeakMap<Node, Element>} */
  const wrappers = new WeakMap();

  /** Put a text back that its translation has replaced; the translator then translates it again. @param {Node} text */
  function unwrap(text) {
    const wrapper = wrappers.get(text);
    wrappers.delete(text);
    if (wrapper?.parentNode && !text.parentNode) wrapper.replaceWith(/** @type {Text} */ (text));
  }

  const changed = new MutationObserver((records) => {
    for (const { target } of records) unwrap(target);
  });

  // A text that goes in the place of which a <font> comes was translated.
  new MutationObserver((records) => {
    for (const [place, record] of records.entries()) {
      const next = records[place + 1];
      const fonts = [...record.addedNodes, ...(next?.target === record.target ? next.addedNodes : [])];
      const earlier = records[place - 1];
      if (earlier?.target === record.target) fonts.push(...earlier.addedNodes);
      const font = fonts.find((node) => node.nodeName === "FONT");
      if (!(font instanceof Element)) continue;
      for (const text of record.removedNodes) {
        if (text.nodeType !== Node.TEXT_NODE || text.parentNode) continue;
        wrappers.set(text, font);
        changed.observe(text, { characterData: true });
      }
    }
  }).observe(document, { childList: true, subtree: true });

  const { removeChild, insertBefore } = Node.prototype;
  Node.prototype.removeChild = /** @type {typeof removeChild} */ (
    /** @this {Node} @param {Node} child */
    function remove(child) {
      if (child?.parentNode !== this) unwrap(child);
      return child?.parentNode === this ? removeChild.call(this, child) : child;
    }
  );
  Node.prototype.insertBefore = /** @type {typeof insertBefore} */ (
    /** @this {Node} @param {Node} node @param {Node | null} before */
    function insert(node, before) {
      if (before && before.parentNode !== this) unwrap(before);
      return insertBefore.call(this, node, before?.parentNode === this ? before : null);
    }
  );
})();
