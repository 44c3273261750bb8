// Says on a row that its ticket is part of an open burst; hovering says of which.
/** @import { BurstBadgeProps } from "#wire" */
import { createElement as h } from "react";
import { Link } from "react-router";
import { translate, translateSent } from "../language/translate.js";

/**
 * Leads to the burst's list; nothing for a ticket that is in none. Bursts come with the strongest first.
 * @param {BurstBadgeProps} props
 */
export function BurstBadge({ bursts, sysId }) {
  const burst = bursts.find((each) => each.tickets.includes(sysId));
  if (!burst) return null;
  const title = `${translateSent(burst.text)}; ${translateSent(burst.usual)}`;
  const name = burst.level === "major" ? translate("Possible major incident") : translate("Burst");
  const attributes = {
    to: `/?${burst.query}`,
    className: "case-badge burst-badge",
    title,
    "aria-label": `${name}: ${title}`,
    "data-testid": "row-burst",
  };
  return h(Link, attributes, translate("Burst"));
}
