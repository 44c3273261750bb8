import { expect, test } from "bun:test";
import { load, openPage } from "../browser/page.js";

const TEXTS = {
  Open: "Offen",
  "of {total} in {place}": "in {place}, von {total}",
  "{count} tickets": { one: "{count} Ticket", other: "{count} Tickets" },
  "{count} rooms": "{count} Räume",
};
const SENTENCES = {
  "Saved.": "Gespeichert.",
  "moved it to {state}": "setzte den Status auf {state}",
  "changed {what}": "änderte {what}",
  "edited {what}": "bearbeitete {what}",
  "{number} changed": "{number} geändert",
  "{count} rows": "{count} Zeilen",
  "{what} needs {list}.": "{what} braucht: {list}.",
  Priority: "Priorität",
  "Assignment group": "Zuweisungsgruppe",
  "Work notes": "Arbeitsnotizen",
  State: "Status",
  Closed: "Geschlossen",
  "{name} was saved": "{name} gespeichert",
  "The view {name} was saved": "Ansicht {name} gespeichert",
};

/** Open a page as a reader of German does. */
function german(more = {}) {
  openPage();
  window.language = { name: "de", locale: "de-DE", catalogue: { texts: TEXTS, sentences: { ...SENTENCES, ...more } } };
  return load("language/translate.js");
}

test("English needs no catalogue", async () => {
  openPage();
  const { translate, translatePlural, translateSent } = await load("language/translate.js");
  expect(translate("of {total} in {place}", { total: 3, place: "a $& row" })).toBe("of 3 in a $& row");
  expect(translate("of {total} in {place}", { total: 3_738, place: "2000" })).toBe("of 3,738 in 2000");
  expect(translatePlural(1, "{count} ticket", "{count} tickets")).toBe("1 ticket");
  expect(translatePlural(0, "{count} ticket", "{count} tickets")).toBe("0 tickets");
  expect(translateSent("The view X was saved")).toBe("The view X was saved");
});

test("a text is looked up by its English, and its values go where the other language has them", async () => {
  const { translate } = await german();
  expect(translate("Open")).toBe("Offen");
  expect(translate("of {total} in {place}", { total: 3, place: "{total}" })).toBe("in {total}, von 3");
  expect(translate("of {total} in {place}", { total: 3_738, place: "2000" })).toBe("in 2000, von 3.738");
  expect(translate("not in the catalogue")).toBe("not in the catalogue");
});

test("what counts has the form of its number, and the number is the reader's", async () => {
  const { translatePlural } = await german();
  const tickets = (count) => translatePlural(count, "{count} ticket", "{count} tickets");
  expect([0, 1, 12_345].map(tickets)).toEqual(["0 Tickets", "1 Ticket", "12.345 Tickets"]);
  expect(translatePlural(2, "one room", "{count} rooms")).toBe("2 Räume");
  expect(translatePlural(1, "{count} cat", "{count} cats")).toBe("1 cat");
});

test("a sentence of the app is found whole, or by the pattern that says most of it", async () => {
  const { translateSent } = await german();
  const sent = ["Saved.", "X (1) was saved", "The view a\nb was saved", "Mail down", ""];
  const shown = ["Gespeichert.", "X (1) gespeichert", "Ansicht a\nb gespeichert", "Mail down", ""];
  expect(sent.map(translateSent)).toEqual(shown);
  expect(sent.map(translateSent)).toEqual(shown);
});

test("labels of fields are translated in sentences and before values, and states and names of ServiceNow are not", async () => {
  const { translateSent } = await german();
  expect(
    [
      "moved it to Closed · Priority 3 → 1 · my own · text",
      "changed Assignment group A b → C",
      "edited work notes, Closed",
      "State: Closed; Priority: 2",
      "Closed: Closed",
      "Password changed",
      "INC1 changed",
      "12,345 rows",
      "Closed needs Work notes; 3 rows.",
      "3 rows. Saved.",
    ].map(translateSent),
  ).toEqual([
    "setzte den Status auf Closed · Priorität 3 → 1 · my own · text",
    "änderte Zuweisungsgruppe A b → C",
    "bearbeitete Arbeitsnotizen, Geschlossen",
    "Status: Closed; Priorität: 2",
    "Geschlossen: Closed",
    "Password changed",
    "INC1 geändert",
    "12.345 Zeilen",
    "Geschlossen braucht: Arbeitsnotizen; 3 Zeilen.",
    "3 rows. Gespeichert.",
  ]);
});

test("what stands within a sentence of the app is translated too: why, what to do, yes and no, and days", async () => {
  const { translateSent } = await german({
    "ServiceNow cannot be reached ({reason}): {remedy}.": "ServiceNow ist nicht erreichbar ({reason}): {remedy}.",
    "unknown host name": "unbekannter Hostname",
    "check {setting}": "Prüfen Sie {setting}",
    "opened since {day}": "eröffnet seit {day}",
    Active: "Aktiv",
    Yes: "Ja",
    No: "Nein",
  });
  expect(
    [
      "ServiceNow cannot be reached (unknown host name): check SERVICENOW_URL.",
      "changed Active Yes → No",
      "Active: No",
      "opened since 2026-11-23",
    ].map(translateSent),
  ).toEqual([
    "ServiceNow ist nicht erreichbar (unbekannter Hostname): Prüfen Sie SERVICENOW_URL.",
    "änderte Aktiv Ja → Nein",
    "Aktiv: Nein",
    "eröffnet seit 23. Nov. 2026",
  ]);
});

test("the choices of a menu follow the reader's alphabet, and tables have the app's names for them", async () => {
  await german({ Task: "Aufgabe" });
  const { offered } = await load("language/offered.js");
  const names = (field, labels) =>
    offered(
      field,
      labels.map((each) => [each, each]),
    ).map(([, label]) => label);
  expect(names("category", ["Zoom", "apple", "Über", "Netz 10", "Netz 9"])).toEqual([
    "apple",
    "Netz 9",
    "Netz 10",
    "Über",
    "Zoom",
  ]);
  expect(names("table", ["Incident", "Task"])).toEqual(["Aufgabe", "Incident"]);
  expect(names("category", ["Task"])).toEqual(["Task"]);
});
