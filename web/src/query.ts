// One filter in, one result out. Map, list, timeline, panel and download all read this result, so their numbers agree.

import { type Parameters, type Role, ROLES, type TimeBasis } from "./api.ts";
import { type Data, ALWAYS, NEVER } from "./data.ts";
import { type Day, isoOf } from "./days.ts";
import { fold } from "./fold.ts";

export const FACETS = ["source", "lang", "country", "kind"] as const;
export type Facet = (typeof FACETS)[number];

export interface Filter {
  from: Day | null;
  to: Day | null;
  time: TimeBasis;
  /** Whether mentions without any date pass a time filter too. */
  undated: boolean;
  roles: Role[];
  facets: Record<Facet, string>;
  /** The least score that passes. */
  score: number;
  q: string;
}

/** Scores below this are shown as uncertain. */
export const UNCERTAIN = 0.5;

export interface Result {
  /** Positions of the mentions that pass. */
  mentions: Uint32Array;
  /** Positions of those that pass everything but the time filter: what the histogram counts. */
  anyTime: Uint32Array;
  /** How many of `anyTime` have no date. */
  undated: number;
  /** By place: how many pass, and the best score among them. */
  counts: Uint32Array;
  scores: Float32Array;
  /** Places with at least one, most first. */
  places: number[];
}

export function isTimed(filter: Filter): boolean {
  return filter.from !== null || filter.to !== null;
}

export function query(data: Data, filter: Filter): Result {
  const spans = data.times[filter.time];
  const timed = isTimed(filter);
  const from = filter.from ?? NEVER;
  const to = filter.to ?? ALWAYS;
  const passes = nonTimeFilter(data, filter);

  const anyTime = new Uint32Array(data.n);
  const mentions = new Uint32Array(data.n);
  let [n, nAny, undated] = [0, 0, 0];
  const counts = new Uint32Array(data.index.places.id.length);
  const scores = new Float32Array(counts.length);
  for (let i = 0; i < data.n; i++) {
    if (!passes(i)) continue;
    anyTime[nAny++] = i;
    const dated = spans.dated[i] === 1;
    if (!dated) undated++;
    if (timed && !(dated ? (spans.start[i] ?? 0) <= to && (spans.end[i] ?? 0) >= from : filter.undated)) continue;
    mentions[n++] = i;
    const place = data.place[i] ?? 0;
    counts[place] = (counts[place] ?? 0) + 1;
    scores[place] = Math.max(scores[place] ?? 0, data.score[i] ?? 0);
  }
  return { mentions: mentions.subarray(0, n), anyTime: anyTime.subarray(0, nAny), undated, counts, scores, places: ranked(data, counts) };
}

/** The filter in the API's words. Facets, score, search and undated have none yet: see `isExact`. */
export function parametersOf(filter: Filter): Parameters {
  const parameters: Parameters = {};
  const open = (day: Day | null) => (day === null ? ".." : isoOf(day));
  if (isTimed(filter) && !filter.undated) parameters["datetime"] = `${open(filter.from)}/${open(filter.to)}`;
  if (filter.time !== "when") parameters["time"] = filter.time;
  const roles = ROLES.filter((it) => filter.roles.includes(it));
  if (roles.length === ROLES.length) parameters["role"] = "all";
  else if (roles.join() !== "literal") parameters["role"] = roles.join();
  return parameters;
}

/** Whether `parametersOf` says all of the filter, so that the server's answer needs no further cut. */
export function isExact(filter: Filter): boolean {
  const timeFits = !isTimed(filter) || !filter.undated;
  return timeFits && filter.q === "" && filter.score === 0 && FACETS.every((it) => filter.facets[it] === "");
}

/** How many filters besides time are set. */
export function activeFilters(filter: Filter): number {
  const roles = filter.roles.join() === "literal" ? 0 : 1;
  return roles + (filter.score > 0 ? 1 : 0) + FACETS.filter((it) => filter.facets[it] !== "").length;
}

/** The value a mention has for a facet. */
export function facetOf(data: Data, facet: Facet, mention: number): string {
  const { articles, places } = data.index;
  const column = { source: articles.source, lang: articles.lang, country: places.country, kind: places.kind }[facet];
  const at = facet === "source" || facet === "lang" ? data.article[mention] : data.place[mention];
  return column[at ?? 0] ?? "";
}

function nonTimeFilter(data: Data, filter: Filter): (mention: number) => boolean {
  const { articles, places } = data.index;
  const roles = ROLES.map((it) => filter.roles.includes(it));
  const words = fold(filter.q).split(" ").filter(Boolean);
  const named = (names: (string | null)[]) => words.every((word) => names.some((it) => it !== null && fold(it).includes(word)));
  const is = (value: string | null | undefined, facet: Facet) => filter.facets[facet] === "" || (value ?? "") === filter.facets[facet];

  const placeNamed = places.id.map((_, i) => words.length > 0 && named([places.label[i] ?? null, places.label_ar[i] ?? null]));
  const placeFits = places.id.map((_, i) => is(places.country[i], "country") && is(places.kind[i], "kind"));
  const articleNamed = articles.id.map((_, i) => words.length > 0 && named([articles.title[i] ?? null, articles.source[i] ?? null]));
  const articleFits = articles.id.map((_, i) => is(articles.source[i], "source") && is(articles.lang[i], "lang"));

  return (mention) => {
    const place = data.place[mention] ?? 0;
    const article = data.article[mention] ?? 0;
    return (
      (roles[data.role[mention] ?? 0] ?? false) &&
      (data.score[mention] ?? 0) >= filter.score &&
      (placeFits[place] ?? false) &&
      (articleFits[article] ?? false) &&
      (words.length === 0 || (placeNamed[place] ?? false) || (articleNamed[article] ?? false))
    );
  };
}

function ranked(data: Data, counts: Uint32Array): number[] {
  const { label, id } = data.index.places;
  const seen: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i]) seen.push(i);
  const before = (a = "", b = "") => (a < b ? -1 : a > b ? 1 : 0);
  return seen.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || before(label[a], label[b]) || before(id[a], id[b]));
}
