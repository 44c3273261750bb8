// The handover as text or Markdown, with times in the reader's zone, and the field for its beginning.
/** @import { ButtonHTMLAttributes, ChangeEvent, MouseEvent, PropsWithChildren } from "react" */
/** @import { CopyHandoverProps, Handover, HandoverTicket, SinceFieldProps } from "#wire" */
import { createElement, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { LOCALE, translate, translateSent } from "../language/translate.js";
import { copyText } from "../ticket/copy_link.js";

const SAID_MILLISECONDS = 2_500;
const TIME = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });

/** @param {string} text */
const escaped = (text) => text.replace(/[\\`*_{}[\]()#+!|<>~-]/g, "\\$&");

/**
 * @param {HandoverTicket} ticket
 * @param {boolean} isMarkdown
 * @param {string} origin
 */
function line(ticket, isMarkdown, origin) {
  const { number, short_description: text, status, assigned_to: person, note, priority } = ticket;
  const address = `${origin}/tickets/${encodeURIComponent(number)}`;
  const said = isMarkdown ? escaped : (/** @type {string} */ words) => words;
  const facts = [priority ? `P${priority}` : "", status, person || translate("unassigned"), translateSent(note)]
    .filter(Boolean)
    .map(said);
  const head = isMarkdown ? `[${escaped(number)}](${address})` : number;
  return `- ${head} ${said(text.replaceAll(/\s+/g, " "))} (${facts.join(", ")})${isMarkdown ? "" : ` ${address}`}`;
}

/**
 * Return a handover to paste into a message.
 * @param {Handover} handover
 * @param {string} format
 * @param {string} origin
 */
export function asMessage({ since, until, sections }, format, origin) {
  const isMarkdown = format === "markdown";
  const span = translate("{from} to {until}", { from: TIME.format(since), until: TIME.format(until) });
  const parts = sections.map(({ title, total, tickets }) => {
    const head = `${translateSent(title)} (${total})`;
    const more =
      total > tickets.length ? [`- … ${translate("and {count} more", { count: total - tickets.length })}`] : [];
    const lines = tickets.map((ticket) => line(ticket, isMarkdown, origin));
    return [isMarkdown ? `## ${head}\n` : head, ...(total > 0 ? [...lines, ...more] : [`- ${translate("none")}`])].join(
      "\n",
    );
  });
  const heading = translate("Handover, {span}", { span });
  return `${[isMarkdown ? `# ${heading}` : heading, ...parts].join("\n\n")}\n`;
}

/** @param {PropsWithChildren<CopyHandoverProps & ButtonHTMLAttributes<HTMLButtonElement>>} props */
export function CopyHandover({ handover, format, children, ...rest }) {
  const [said, say] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = window.setTimeout(() => say(""), SAID_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [said]);
  /** @param {MouseEvent<HTMLButtonElement>} event */
  const onClick = async (event) => {
    const button = event.currentTarget;
    say(
      (await copyText(asMessage(handover, format, window.location.origin)))
        ? translate("Copied")
        : translate("Copy failed"),
    );
    button.focus();
  };
  return createElement("button", { ...rest, type: "button", onClick }, said || children);
}

/**
 * Return a time as a field of the browser shows it.
 * @param {number} at
 */
const local = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** @param {SinceFieldProps} props */
export function SinceField({ since }) {
  const navigate = useNavigate();
  const [chosen, choose] = useState("");
  useEffect(() => choose(since > 0 ? local(since) : ""), [since]);
  const go = () => {
    const at = new Date(chosen);
    if (!Number.isNaN(at.getTime())) navigate(`/handover?since=${encodeURIComponent(at.toISOString())}`);
  };
  return createElement(
    "label",
    { className: "handover-since" },
    createElement("span", { className: "quiet" }, translate("Since")),
    createElement("input", {
      type: "datetime-local",
      value: chosen,
      className: "field-input",
      "data-testid": "handover-since",
      onChange: (/** @type {ChangeEvent<HTMLInputElement>} */ event) => choose(event.target.value),
      onBlur: () => chosen !== local(since) && go(),
      onKeyDown: (/** @type {{ key: string }} */ { key }) => key === "Enter" && go(),
    }),
  );
}
