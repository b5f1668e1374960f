// Where the timeline's axis is marked, and with which words.

import type { Axis } from "./bins.ts";
import { add, type Day, dateOf, floor, type Step, yearOf } from "./days.ts";
import { currentUi } from "./i18n.ts";

export interface Tick {
  day: Day;
  step: Step;
}

const CHOICES: [Step, number][] = [
  ["day", 1], ["day", 2], ["week", 1], ["month", 1], ["month", 3], ["month", 6],
  ["year", 1], ["year", 2], ["year", 5], ["year", 10], ["year", 20], ["year", 50], ["year", 100], ["year", 200], ["year", 500], ["year", 1000],
];
const ROOM = 72;

/** Marks at least `ROOM` pixels apart, on round dates. */
export function ticks(axis: Axis, width: number): Tick[] {
  const days = axis.last + 1 - axis.first;
  const [step, count] = CHOICES.find(([it, n]) => ((add(0, it, n) * width) / days) >= ROOM) ?? ["year", 1000];
  const found: Tick[] = [];
  let day = floor(axis.first, step);
  if (step === "year") day = floor(day, "century");
  if (step === "month") day = floor(day, "year");
  for (; day <= axis.last; day = add(day, step, count)) if (day >= axis.first) found.push({ day, step });
  return found;
}

export function tickWords({ day, step }: Tick): string {
  const locale = currentUi() === "ar" ? "ar-u-nu-latn-ca-gregory" : "en-GB";
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(dateOf(day));
  if (step === "year") return yearOf(day) < 1 ? format({ year: "numeric", era: "short" }) : String(yearOf(day));
  if (step === "month") return format({ month: "short", year: "numeric" });
  return format({ day: "numeric", month: "short" });
}
