// One filter in, one result out. Map, list, timeline, panel and download all read this result, so their numbers agree.

import { type Parameters, type Role, ROLES, type TimeBasis } from "./api.ts";
import type { Data } from "./data.ts";
import { type Day, isoOf } from "./days.ts";
import { hasWords, inNames, type Matches } from "./search.ts";
import { ALWAYS, NEVER } from "./spans.ts";

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
  /** The id of the only article that counts; empty for all. */
  article: string;
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
  /** What the time filter reads of `anyTime`, side by side: a scan in memory's order is what makes the brush quick. */
  columns: Columns;
  /** The filter but for time, as `anyTime` answers it: equal words, equal answer. */
  narrowed: string;
  /** How many of `anyTime` have no date. */
  undated: number;
  /** By place: how many pass, and the best score among them. */
  counts: Uint32Array;
  scores: Float32Array;
  /** Places with at least one, most first. */
  places: number[];
}

interface Columns {
  /** First and last day; those without a date pass every period or none, as the filter says. */
  start: Int32Array;
  end: Int32Array;
  place: Uint32Array;
  score: Float32Array;
}

/** Room for the mentions that pass, used again by every query. */
let room = new Uint32Array(0);

export function isTimed(filter: Filter): boolean {
  return filter.from !== null || filter.to !== null;
}

/**
 * The result before, if given, spares the work that only a change of more than the period needs. Until the words are found in the
 * sentences, they are sought in names and titles alone.
 */
export function query(data: Data, filter: Filter, before: Result | null = null, matches: Matches | null = null): Result {
  const { time, roles, facets, article, score, q } = filter;
  const found = matches?.q === q && matches.version === data.index.version ? matches.mask : null;
  const narrowed = JSON.stringify([data.index.version, time, roles, facets, article, score, q, found !== null, filter.undated]);
  const { anyTime, undated, columns } = before?.narrowed === narrowed ? before : narrow(data, filter, q === "" ? null : (found ?? inNames(data, q)));

  const { start, end, place, score: scoreOf } = columns;
  const timed = isTimed(filter);
  const from = filter.from ?? NEVER;
  const to = filter.to ?? ALWAYS;
  if (room.length < anyTime.length) room = new Uint32Array(anyTime.length);
  const counts = new Uint32Array(data.index.places.id.length);
  const scores = new Float32Array(counts.length);
  let n = 0;
  for (let i = 0; i < anyTime.length; i++) {
    if (timed && (start[i]! > to || end[i]! < from)) continue;
    room[n++] = anyTime[i]!;
    const it = place[i]!;
    counts[it]!++;
    if (scoreOf[i]! > scores[it]!) scores[it] = scoreOf[i]!;
  }
  return { mentions: room.slice(0, n), anyTime, columns, narrowed, undated, counts, scores, places: ranked(data, counts) };
}

/** The filter in the API's words. */
export function parametersOf(filter: Filter): Parameters {
  const parameters: Parameters = {};
  const open = (day: Day | null) => (day === null ? ".." : isoOf(day));
  if (isTimed(filter)) parameters["datetime"] = `${open(filter.from)}/${open(filter.to)}`;
  if (filter.time !== "when") parameters["time"] = filter.time;
  const roles = ROLES.filter((it) => filter.roles.includes(it));
  if (roles.length === ROLES.length) parameters["role"] = "all";
  else if (roles.join() !== "literal") parameters["role"] = roles.join();
  if (isTimed(filter) && filter.undated) parameters["undated"] = "true";
  if (filter.article !== "") parameters["article"] = filter.article;
  for (const facet of FACETS) if (filter.facets[facet] !== "") parameters[facet] = inList(filter.facets[facet]);
  if (filter.score > 0) parameters["score"] = String(filter.score);
  if (hasWords(filter.q)) parameters["q"] = filter.q;
  return parameters;
}

/** A value as one of a comma list. */
function inList(value: string): string {
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** How many filters besides time are set. */
export function activeFilters(filter: Filter): number {
  const roles = filter.roles.join() === "literal" ? 0 : 1;
  return roles + (filter.score > 0 ? 1 : 0) + (filter.article !== "" ? 1 : 0) + FACETS.filter((it) => filter.facets[it] !== "").length;
}

/** The values a mention has for a facet: more than one when several sources published its article. */
export function facetOf(data: Data, facet: Facet, mention: number): string[] {
  const { articles, places } = data.index;
  const column = { source: articles.source, lang: articles.lang, country: places.country, kind: places.kind }[facet];
  const at = facet === "source" || facet === "lang" ? data.article[mention] : data.place[mention];
  const value = column[at ?? 0] ?? "";
  return facet === "source" ? [...new Set([value, ...(articles.also_in[at ?? 0] ?? [])])] : [value];
}

/** Everything but time: decided once for each place, article and role, then looked up for each mention. */
function narrow(data: Data, filter: Filter, mask: Uint8Array | null): { anyTime: Uint32Array; undated: number; columns: Columns } {
  const { articles, places } = data.index;
  const is = (value: string | null | undefined, facet: Facet) => filter.facets[facet] === "" || (value ?? "") === filter.facets[facet];

  // As the column has it: 0.9 is less there than here.
  const least = Math.fround(filter.score);
  const roleFits = ROLES.map((it) => filter.roles.includes(it));
  const placeFits = places.id.map((_, i) => is(places.country[i], "country") && is(places.kind[i], "kind"));
  const articleFits = articles.id.map((id, i) => (filter.article === "" || id === filter.article) && [articles.source[i], ...(articles.also_in[i] ?? [])].some((it) => is(it, "source")) && is(articles.lang[i], "lang"));

  const { start, end, dated } = data.times[filter.time];
  const rows = new Uint32Array(data.n);
  let [n, undated] = [0, 0];
  for (let it = 0; it < data.n; it++) {
    const [place, article] = [data.place[it]!, data.article[it]!];
    if (!roleFits[data.role[it]!] || data.score[it]! < least || !placeFits[place] || !articleFits[article]) continue;
    if (mask !== null && mask[it] === 0) continue;
    rows[n++] = it;
    if (dated[it] === 0) undated++;
  }
  const anyTime = rows.slice(0, n);
  const columns = { start: new Int32Array(n), end: new Int32Array(n), place: new Uint32Array(n), score: new Float32Array(n) };
  const [never, always] = filter.undated ? [NEVER, ALWAYS] : [ALWAYS, NEVER];
  anyTime.forEach((it, i) => {
    columns.start[i] = dated[it] === 1 ? start[it]! : never;
    columns.end[i] = dated[it] === 1 ? end[it]! : always;
    columns.place[i] = data.place[it]!;
    columns.score[i] = data.score[it]!;
  });
  return { anyTime, undated, columns };
}

/** Most mentions first, then by name: count and rank packed into one number, as numbers sort fastest. */
function ranked(data: Data, counts: Uint32Array): number[] {
  const size = counts.length;
  const keys = new Float64Array(size);
  let n = 0;
  for (let place = 0; place < size; place++) {
    if (counts[place]! > 0) keys[n++] = counts[place]! * size + (size - 1 - data.rank[place]!);
  }
  const sorted = keys.subarray(0, n).sort().reverse();
  return Array.from(sorted, (key) => data.byRank[size - 1 - (key % size)]!);
}
