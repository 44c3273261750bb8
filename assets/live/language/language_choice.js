// The choice of the language. This browser keeps it, since choose_language.js needs it before the app has sent anything;
// for users who have logged in the app keeps it as well, and sends it to all their browsers.
/** @import { ChangeEvent } from "react" */
/** @import { LanguageChoiceProps } from "#wire" */
import { createElement as h, useState } from "react";
import { LANGUAGE, translate } from "./translate.js";

const KEY = "rca_dashboard.language";
const SPOKEN = ["en", "de"];
// A language is named in itself: whoever cannot read the page finds theirs.
const NAMES = { en: "English", de: "Deutsch" };

function kept() {
  try {
    return window.localStorage.getItem(KEY) ?? "system";
  } catch {
    return "system"; // a browser that stores nothing
  }
}

/** @param {string} choice */
function languageOf(choice) {
  const wanted = choice === "system" ? navigator.languages.map((tag) => tag.toLowerCase().split("-")[0]) : [choice];
  return wanted.find((each) => SPOKEN.includes(each)) ?? "en";
}

/**
 * Keep a choice, and load the page again where it is in another language.
 * @param {string} choice
 */
export function keepLanguage(choice) {
  try {
    window.localStorage.setItem(KEY, choice);
  } catch {
    return; // it would be loaded again for ever
  }
  if (languageOf(choice) !== LANGUAGE) window.location.reload();
}

/** Forget the choice of whoever used this browser: the next person may never have chosen a language. */
export function forgetLanguage() {
  try {
    window.localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

/**
 * The menu in the settings.
 * @param {LanguageChoiceProps} props
 */
export function LanguageChoice({ isShared, onChoose }) {
  const [chosen, setChosen] = useState(kept);
  /** @param {ChangeEvent<HTMLSelectElement>} event */
  const choose = ({ target: { value } }) => {
    setChosen(value);
    if (isShared) keepLanguage(value);
    else onChoose(value);
  };
  const options = Object.entries(NAMES).map(([value, name]) => h("option", { key: value, value, lang: value }, name));
  return h(
    "label",
    { className: "field language-choice" },
    h("span", { className: "visually-hidden" }, translate("Language")),
    h(
      "select",
      { className: "input", value: chosen, onChange: choose, "data-testid": "language" },
      h("option", { value: "system" }, translate("System")),
      options,
    ),
  );
}
