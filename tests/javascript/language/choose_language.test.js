import { beforeEach, expect, mock, test } from "bun:test";
import { load, openPage, settle } from "../browser/page.js";

/** Run what the head of each page runs, in a browser with these languages. */
async function open(languages, kept = {}) {
  openPage("/", kept);
  globalThis.Text = window.Text;
  Object.defineProperty(navigator, "languages", { value: languages, configurable: true });
  document.write = mock();
  await load("language/choose_language.js");
  return { ...window.language, document: document.documentElement.lang, written: document.write.mock.calls.flat() };
}

/** Let the parser add an element, once the catalogue has been loaded. */
async function parse(html) {
  Object.assign(window.language.catalogue.texts, {
    Settings: "Einstellungen",
    "Ticket {number}": "Ticket {number} öffnen",
    "{count} tickets": { one: "{count} Ticket", other: "{count} Tickets" },
  });
  document.body.innerHTML = html;
  await settle();
  return document.body;
}

beforeEach(() => openPage());

test.each([
  [["de-AT", "en"], {}, "de", "de-AT"],
  [["fr", "de"], {}, "de", "de"],
  [["en-GB", "de"], {}, "en", "en-GB"],
  [["fr"], {}, "en", "en"],
  [["en-GB"], { "rca_dashboard.language": "de" }, "de", "de"],
  [["de-CH"], { "rca_dashboard.language": "en" }, "en", "en"],
  [["de"], { "rca_dashboard.language": "klingon" }, "de", "de"],
])("the language is what was chosen, or the first of the browser's that there is: %p %p", async (...given) => {
  const [languages, kept, name, locale] = given;
  const page = await open(languages, kept);
  expect([page.name, page.locale, page.document]).toEqual([name, locale, name]);
  expect(page.written.some((text) => text.includes("german.js"))).toBe(name === "de");
});

test("a browser that stores nothing has its own language", async () => {
  openPage();
  Object.defineProperty(window, "localStorage", {
    get() {
      throw new Error("SecurityError");
    },
    configurable: true,
  });
  Object.defineProperty(navigator, "languages", { value: ["en"], configurable: true });
  await load("language/choose_language.js");
  expect(window.language.name).toBe("en");
});

test("the English of the server's HTML is replaced as it is parsed, and what no catalogue knows stays", async () => {
  await open(["de"]);
  const body = await parse(`<h1 title="Settings · RCA Dashboard">Settings</h1><p aria-label="Ticket INC1">VPN drops</p>
    <p title="3 tickets"> Settings </p>`);
  const [heading, ticket, spaced] = ["h1", "p", "p:nth-of-type(2)"].map((name) => body.querySelector(name));
  expect([heading.textContent, heading.title]).toEqual(["Einstellungen", "Einstellungen · RCA Dashboard"]);
  expect([ticket.textContent, ticket.getAttribute("aria-label")]).toEqual(["VPN drops", "Ticket INC1 öffnen"]);
  expect([spaced.textContent, spaced.title]).toEqual([" Einstellungen ", "3 tickets"]);
});

test("once the page is parsed, what people write is left as it is", async () => {
  await open(["de"]);
  document.dispatchEvent(new Event("DOMContentLoaded"));
  expect((await parse("<p>Settings</p>")).textContent).toBe("Settings");
});
