// An address of this app in full, as the browser knows it, and a button that copies it.
/** @import { FocusEvent } from "react" */
/** @import { CopyAddressProps } from "#wire" */
import { createElement as h, useEffect, useState } from "react";
import { translate } from "../language/translate.js";
import { copyText } from "../ticket/copy_link.js";

const SAID_MILLISECONDS = 2_500;

/** @param {CopyAddressProps} props */
export function CopyAddress({ path, label, testid }) {
  const [said, say] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = window.setTimeout(() => say(""), SAID_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [said]);
  const address = window.location.origin + path;
  return h(
    "div",
    { className: "copy-address" },
    h("input", {
      className: "input",
      readOnly: true,
      value: address,
      "aria-label": label,
      translate: "no",
      "data-testid": testid,
      onFocus: (/** @type {FocusEvent<HTMLInputElement>} */ event) => event.target.select(),
    }),
    h(
      "button",
      {
        type: "button",
        className: "button",
        "data-testid": `${testid}-copy`,
        onClick: async () => say((await copyText(address)) ? translate("Copied") : translate("Copy failed")),
      },
      said || translate("Copy"),
    ),
  );
}
