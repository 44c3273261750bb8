// A button that prints the page.
/** @import { ButtonHTMLAttributes, PropsWithChildren } from "react" */
import { createElement } from "react";

/** @param {PropsWithChildren<ButtonHTMLAttributes<HTMLButtonElement>>} props */
export function PrintButton({ children, ...rest }) {
  return createElement("button", { ...rest, type: "button", onClick: () => window.print() }, children);
}
