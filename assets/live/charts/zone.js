// Whose hours and days the charts count in: the reader's, or UTC, as the address says.

const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export const SHOWN_ZONES = own === "UTC" ? ["UTC"] : [own, "UTC"];

/**
 * Return the zone of an address's charts.
 * @param {string} search
 */
export function zoneIn(search) {
  return new URLSearchParams(search).get("zone") === "UTC" ? "UTC" : own;
}
