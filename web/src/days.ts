// Civil days as whole numbers, counted from 1970-01-01, and the calendar steps between them. No time zone anywhere.

export type Day = number;

/** How wide a bar of the histogram is. */
export type Step = "day" | "week" | "month" | "year" | "decade" | "century";

const MS = 86_400_000;
const YEARS: Partial<Record<Step, number>> = { year: 1, decade: 10, century: 100 };

/** The day that `YYYY-MM-DD` names, or null. */
export function dayOf(iso: string): Day | null {
  const match = /^(-?\d{4,6})-(\d{2})-(\d{2})$/.exec(iso);
  if (!match) return null;
  const day = utc(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return isoOf(day) === iso ? day : null;
}

/** `YYYY-MM-DD`. */
export function isoOf(day: Day): string {
  const date = new Date(day * MS);
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, "0");
  const two = (part: number) => String(part).padStart(2, "0");
  return `${year < 0 ? "-" : ""}${digits}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

export function dateOf(day: Day): Date {
  return new Date(day * MS);
}

export function yearOf(day: Day): number {
  return dateOf(day).getUTCFullYear();
}

/** The first day of the step that holds the day. Weeks begin on Monday. */
export function floor(day: Day, step: Step): Day {
  if (step === "day") return day;
  const date = dateOf(day);
  if (step === "week") return day - ((date.getUTCDay() + 6) % 7);
  if (step === "month") return utc(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const years = YEARS[step] ?? 1;
  return utc(Math.floor(date.getUTCFullYear() / years) * years, 0, 1);
}

/** The day some steps later (or earlier, when `count` is negative), keeping its place in the month where there is one. */
export function add(day: Day, step: Step, count = 1): Day {
  if (step === "day") return day + count;
  if (step === "week") return day + 7 * count;
  const date = dateOf(day);
  const months = step === "month" ? count : 12 * (YEARS[step] ?? 1) * count;
  const first = utc(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const next = dateOf(first);
  const length = utc(next.getUTCFullYear(), next.getUTCMonth() + 1, 1) - first;
  return first + Math.min(date.getUTCDate(), length) - 1;
}

/** The widest step that still gives a readable number of bars. */
export function stepFor(days: number): Step {
  if (days > 365 * 1500) return "century";
  if (days > 365 * 150) return "decade";
  if (days > 365 * 16) return "year";
  if (days > 900) return "month";
  if (days > 180) return "week";
  return "day";
}

function utc(year: number, month: number, date: number): Day {
  const it = new Date(0);
  it.setUTCFullYear(year, month, date);
  return Math.round(it.getTime() / MS);
}
