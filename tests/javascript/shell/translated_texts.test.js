import { expect, test } from "bun:test";
import { load, openPage, settle } from "../browser/page.js";

/** A page on which a translator has put a text into an element of its own. */
async function translated() {
  openPage("/");
  const { removeChild, insertBefore } = window.Node.prototype;
  await load("shell/translated_texts.js");
  document.body.innerHTML = "<p>3 tickets</p>";
  await settle();
  const place = document.querySelector("p");
  const text = place.firstChild;
  const font = document.createElement("font");
  font.textContent = "3 Tickets";
  place.replaceChild(font, text);
  await settle();
  const end = () => Object.assign(window.Node.prototype, { removeChild, insertBefore });
  return { place, text, font, end };
}

test("a text that changes is shown in place of its translation", async () => {
  const { place, text, end } = await translated();
  text.data = "4 tickets";
  await settle();
  expect(place.innerHTML).toBe("4 tickets");
  end();
});

test("a text that was translated can be taken away", async () => {
  const { place, text, end } = await translated();
  expect(place.removeChild(text)).toBe(text);
  expect(place.innerHTML).toBe("");
  end();
});

test("an element is put before a text that was translated", async () => {
  const { place, text, end } = await translated();
  place.insertBefore(document.createElement("b"), text);
  expect(place.innerHTML).toBe("<b></b>3 tickets");
  end();
});

test("what is on the page no more is taken away without an error, and what it stood before comes last", async () => {
  const { place, end } = await translated();
  const gone = document.createElement("i");
  expect(place.removeChild(gone)).toBe(gone);
  place.insertBefore(document.createElement("b"), gone);
  expect(place.lastChild.nodeName).toBe("B");
  end();
});
