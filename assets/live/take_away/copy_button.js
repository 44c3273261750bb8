// A button that copies a text.
/** @import { ButtonHTMLAttributes, PropsWithChildren } from "react" */
/** @import { CopyButtonProps } from "#wire" */
import { createElement, useEffect, useState } from "react";
import { translate } from "../language/translate.js";
import { copyText } from "../ticket/copy_link.js";

const SAID_MILLISECONDS = 2_500;

/** @param {PropsWithChildren<CopyButtonProps & ButtonHTMLAttributes<HTMLButtonElement>>} props */
export function CopyButton({ text, children, ...rest }) {
  const [said, say] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = window.setTimeout(() => say(""), SAID_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [said]);
  const onClick = async () => say((await copyText(text)) ? translate("Copied") : translate("Copy failed"));
  return createElement("button", { ...rest, type: "button", onClick }, said || children);
}
