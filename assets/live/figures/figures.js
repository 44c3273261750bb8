// The rules of the figures above the list, without any state of the page.
/** @import { ListFigures } from "#wire" */
import { translate } from "../language/translate.js";

const QUARTER = 15 * 60_000;
const DAY = 24 * 60 * 60_000;

/**
 * Return the beginning of the reader's day, and of the day before.
 * @param {number} now
 */
export function midnights(now) {
  const today = new Date(now);
  today.setHours(0, 0, 0, 0);
  const yesterday = new Date(today);
  yesterday.setDate(yesterday.getDate() - 1);
  return { today: today.getTime(), yesterday: yesterday.getTime() };
}

/**
 * Count the tickets that were opened from a time on, until another one.
 * @param {Pick<ListFigures, "opened" | "opened_from">} figures
 * @param {number} from
 * @param {number} until
 */
export const openedBetween = ({ opened, opened_from: first }, from, until) =>
  opened.reduce((sum, count, place) => {
    const at = first + place * QUARTER;
    return at >= from && at < until ? sum + count : sum;
  }, 0);

/**
 * Return how many tickets the reader's day has brought so far, and how many more than yesterday's until this time.
 * @param {Pick<ListFigures, "opened" | "opened_from">} figures
 * @param {number} now
 */
export function openedToday(figures, now) {
  const { today, yesterday } = midnights(now);
  const count = openedBetween(figures, today, now);
  const before = openedBetween(figures, yesterday, now - DAY);
  const hours = Array.from({ length: 25 }, (_, place) => {
    const until = now - (24 - place) * 60 * 60_000;
    return openedBetween(figures, until - 60 * 60_000, until);
  });
  return { count, difference: count - before, hours };
}

/**
 * Return the difference between now and the same hour yesterday; null where that is not known.
 * @param {number[]} hours
 */
export const differenceOf = (hours) => (hours.length > 1 ? hours[hours.length - 1] - hours[0] : null);

/**
 * Return a difference as people write it, with a true minus.
 * @param {number | null} difference
 */
export function signed(difference) {
  if (difference === null) return "";
  return difference > 0 ? `+${difference}` : difference < 0 ? `−${-difference}` : "±0";
}

/**
 * Return the points of a line through some values, within a box; a line without change lies in its middle.
 * @param {number[]} values
 * @param {number} width
 * @param {number} height
 */
export function pointsOf(values, width, height) {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const step = width / Math.max(1, values.length - 1);
  return values
    .map((value, place) => {
      const share = range === 0 ? 0.5 : (value - low) / range;
      return `${(place * step).toFixed(1)},${(1 + (1 - share) * (height - 2)).toFixed(1)}`;
    })
    .join(" ");
}

/**
 * Return an age in its largest unit.
 * @param {number} milliseconds
 */
export function ageInWords(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60
    ? `${Math.floor(minutes / 60)} h`
    : translate("{days} d", { days: Math.floor(minutes / 1440) });
}
