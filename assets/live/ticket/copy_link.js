// Copies the address of a ticket's page. Without TLS a browser has no clipboard to write to but the old command.
/** @import { ButtonHTMLAttributes, MouseEvent } from "react" */
/** @import { CopyLinkProps } from "#wire" */
import { createElement, useEffect, useState } from "react";
import { pageAddress } from "./ticket_address.js";

const SAID_MILLISECONDS = 2_500;

/** @param {string} text */
function copyByCommand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** @param {CopyLinkProps & ButtonHTMLAttributes<HTMLButtonElement>} props */
export function CopyLink({ ticket, ...rest }) {
  const [said, say] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = window.setTimeout(() => say(""), SAID_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [said]);
  /** @param {MouseEvent<HTMLButtonElement>} event */
  const onClick = async (event) => {
    const button = event.currentTarget;
    say((await copy(window.location.origin + pageAddress(ticket))) ? "Copied" : "Copy failed");
    button.focus();
  };
  return createElement("button", { ...rest, type: "button", onClick }, said || "Copy link");
}
