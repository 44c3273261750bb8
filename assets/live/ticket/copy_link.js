// Copies the address of a ticket's page. Without TLS browsers have no clipboard to write to but the old command.
import { createElement, useEffect, useState } from "react";
import { pageAddress } from "./ticket_address.js";

const SAID_MILLISECONDS = 2_500;

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

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

export function CopyLink({ ticket, ...rest }) {
  const [said, say] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = window.setTimeout(() => say(""), SAID_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [said]);
  const onClick = async (event) => {
    const button = event.currentTarget;
    say((await copy(window.location.origin + pageAddress(ticket))) ? "Copied" : "Not copied");
    button.focus();
  };
  return createElement("button", { ...rest, type: "button", onClick }, said || "Copy link");
}
