// The interface's words, in English and Arabic, and dates in words.

import { dateOf, type Day, dayOf, floor, add } from "./days.ts";
import type { Ui } from "./state.ts";
import { en, type Words } from "./words-en.ts";

/** English is always there; another language comes when it is wanted. */
const words: Partial<Record<Ui, Words>> & { en: Words } = { en };

let ui: Ui = "en";

export async function setUi(wanted: Ui): Promise<void> {
  try {
    if (wanted === "ar") words.ar ??= (await import("./words-ar.ts")).ar;
  } catch {
    // Without its words the page stays readable in English.
    words.ar = words.en;
  }
  ui = wanted;
  document.documentElement.lang = ui;
  document.documentElement.dir = ui === "ar" ? "rtl" : "ltr";
  for (const element of document.querySelectorAll<HTMLElement>("[data-t]")) element.textContent = t(element.dataset["t"] as keyof Words);
  for (const name of ["aria-label", "placeholder", "title"]) {
    for (const element of document.querySelectorAll(`[data-t-${name}]`)) {
      element.setAttribute(name, t(element.getAttribute(`data-t-${name}`) as keyof Words));
    }
  }
}

export function currentUi(): Ui {
  return ui;
}

export function preferredUi(): Ui {
  return navigator.languages.find((it) => /^(en|ar)\b/.test(it))?.startsWith("ar") ? "ar" : "en";
}

/** A word or sentence, with `{name}` replaced; a `count` chooses among plural forms. */
export function t(key: keyof Words, values: Record<string, string | number> = {}): string {
  const entry = (words[ui] ?? words.en)[key];
  const count = values["count"];
  const form = typeof entry === "string" ? entry : (entry[new Intl.PluralRules(ui).select(Number(count))] ?? entry.other);
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return typeof value === "number" ? number(value) : value;
  });
}

/** A word that the server chose (`city`, `metonymic`), if the interface has it in its own language, else as it is. */
export function term(group: "kind" | "role" | "basis" | "mood", word: string): string {
  const key = `${group}.${word}` as keyof Words;
  return Object.hasOwn(words.en, key) ? t(key) : word;
}

/** Latin digits in both languages: dates and counts stand beside those of the articles. */
function locale(): string {
  return ui === "ar" ? "ar-u-nu-latn-ca-gregory" : "en-GB";
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** For a dot, where there is no room for more than four digits. */
export function shortNumber(value: number): string {
  return value < 10_000 ? number(value) : new Intl.NumberFormat(locale(), { notation: "compact", maximumFractionDigits: 0 }).format(value);
}

export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(ui, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(ui, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

const LONG = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
const SHORT = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;

export function dayWords(day: Day): string {
  return new Intl.DateTimeFormat(locale(), LONG).format(dateOf(day));
}

/** `May 2015`, `2015`, `22–24 March 2016`, `since 24 March 2016`: a span of days as a reader would say it. */
export function spanWords(from: Day | null, to: Day | null): string {
  if (from === null && to === null) return t("time.all");
  if (from === null) return t("time.until", { day: dayWords(to ?? 0) });
  if (to === null) return t("time.since", { day: dayWords(from) });
  const format = (options: Intl.DateTimeFormatOptions, day: Day) => new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(dateOf(day));
  if (floor(from, "year") === from && add(from, "year") - 1 === to) return format({ year: "numeric" }, from);
  if (floor(from, "month") === from && add(from, "month") - 1 === to) return format({ month: "long", year: "numeric" }, from);
  if (from === to) return dayWords(from);
  const whole = floor(from, "month") === from && floor(to + 1, "month") === to + 1;
  const years = floor(from, "year") === from && floor(to + 1, "year") === to + 1;
  const options: Intl.DateTimeFormatOptions = years ? { year: "numeric", timeZone: "UTC" } : whole ? { month: "short", year: "numeric", timeZone: "UTC" } : SHORT;
  return new Intl.DateTimeFormat(locale(), options).formatRange(dateOf(from), dateOf(to));
}

/** The days of an EDTF value in words: `about` where it is approximate, `or later` where it is one day of an open row. */
export function edtfWords(edtf: string | null, start: string | null, end: string | null): string {
  const [from, to] = [start, end].map((it) => (it === null ? null : dayOf(it))) as [Day | null, Day | null];
  if (from === null && to === null) return t("time.none");
  if (edtf?.startsWith("[")) {
    if (to === null) return t("time.orlater", { day: dayWords(from ?? 0) });
    if (from === null) return t("time.orearlier", { day: dayWords(to) });
    return t("time.within", { span: spanWords(from, to) });
  }
  const words = spanWords(from, to);
  return edtf !== null && /[~?%]/.test(edtf) ? t("time.about", { span: words }) : words;
}
