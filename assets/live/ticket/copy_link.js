// Copy the address of a ticket's page, or its number. Without TLS a browser has no clipboard to write to but the old command.
/** @import { ButtonHTMLAttributes, MouseEvent } from "react" */
/** @import { CopyLinkProps, CopyNumberProps } from "#wire" */
import { createElement, useEffect, useState } from "react";
import { translate } from "../language/translate.js";
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

/**
 * Copy a text, and return whether it worked.
 * @param {string} text
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** Return what was said a moment ago, and how to say something. */
function useSaid() {
  const [said, say] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = window.setTimeout(() => say(""), SAID_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [said]);
  return /** @type {const} */ ([said, say]);
}

/** @param {CopyNumberProps & ButtonHTMLAttributes<HTMLButtonElement>} props */
export function CopyNumber({ ticket, ...rest }) {
  const [said, say] = useSaid();
  /** @param {MouseEvent<HTMLButtonElement>} event */
  const onClick = async (event) => {
    const button = event.currentTarget;
    say((await copyText(ticket)) ? translate("Copied") : translate("Copy failed"));
    button.focus();
  };
  const own = { className: "copy-number", translate: /** @type {const} */ ("no"), onClick };
  return createElement(
    "button",
    { ...rest, ...own, type: "button", title: translate("Copy the number"), "data-said": said || undefined },
    ticket,
  );
}

/** @param {CopyLinkProps & ButtonHTMLAttributes<HTMLButtonElement>} props */
export function CopyLink({ ticket, ...rest }) {
  const [said, say] = useSaid();
  /** @param {MouseEvent<HTMLButtonElement>} event */
  const onClick = async (event) => {
    const button = event.currentTarget;
    say(
      (await copyText(window.location.origin + pageAddress(ticket))) ? translate("Copied") : translate("Copy failed"),
    );
    button.focus();
  };
  return createElement("button", { ...rest, type: "button", onClick }, said || translate("Copy link"));
}
