// The index made ready for filtering: typed columns and the lists that facets choose from.

import { type Index, ROLES, type TimeBasis } from "./api.ts";
import type { Day } from "./days.ts";

/** Ends that are open, as days before and after every other. */
export const NEVER: Day = -(2 ** 31);
export const ALWAYS: Day = 2 ** 31 - 1;

/** The days of every mention under one of the two times; `dated` is 0 where nothing is known. */
export interface Spans {
  start: Int32Array;
  end: Int32Array;
  dated: Uint8Array;
  /** First and last finite day of all; null when there is none. */
  extent: [Day, Day] | null;
}

export interface Data {
  index: Index;
  n: number;
  place: Uint32Array;
  article: Uint32Array;
  /** Positions in `ROLES`. */
  role: Uint8Array;
  score: Float32Array;
  times: Record<TimeBasis, Spans>;
  /** The most mentions that any one place has, whatever the filter. */
  largest: number;
  placeAt: Map<string, number>;
  /** Places in the order of their names, and each place's position in that order. */
  byRank: Uint32Array;
  rank: Uint32Array;
}

export function prepare(index: Index): Data {
  const { mentions, articles, places } = index;
  const n = mentions.place.length;
  const article = Uint32Array.from(mentions.article);
  const place = Uint32Array.from(mentions.place);
  const counts = new Uint32Array(places.id.length);
  for (const it of place) counts[it] = (counts[it] ?? 0) + 1;
  const before = (a = "", b = "") => (a < b ? -1 : a > b ? 1 : 0);
  const byRank = Uint32Array.from(places.id.keys()).sort((a, b) => before(places.label[a], places.label[b]) || before(places.id[a], places.id[b]));
  const rank = new Uint32Array(byRank.length);
  byRank.forEach((it, i) => { rank[it] = i; });
  const published = (column: (number | null)[]) => (i: number) => column[article[i] ?? 0] ?? null;
  return {
    index,
    n,
    place,
    article,
    role: Uint8Array.from(mentions.role, (it) => Math.max(0, ROLES.indexOf(it))),
    score: Float32Array.from(mentions.score),
    times: {
      when: spans(n, (i) => mentions.when_start[i] ?? null, (i) => mentions.when_end[i] ?? null),
      published: spans(n, published(articles.published_start), published(articles.published_end)),
    },
    largest: counts.reduce((a, b) => Math.max(a, b), 0),
    byRank,
    rank,
    placeAt: new Map(places.id.map((id, i) => [id, i])),
  };
}

/** The id that the API gives a mention: the article's id and where the mention stands. */
export function mentionId(data: Data, mention: number): string {
  return `${data.index.articles.id[data.article[mention] ?? 0]}-${data.index.mentions.start[mention]}`;
}

function spans(n: number, startOf: (i: number) => Day | null, endOf: (i: number) => Day | null): Spans {
  const start = new Int32Array(n);
  const end = new Int32Array(n);
  const dated = new Uint8Array(n);
  let [first, last] = [ALWAYS, NEVER];
  for (let i = 0; i < n; i++) {
    const from = startOf(i);
    const to = endOf(i);
    start[i] = from ?? NEVER;
    end[i] = to ?? ALWAYS;
    dated[i] = from === null && to === null ? 0 : 1;
    for (const day of [from, to]) {
      if (day === null) continue;
      first = Math.min(first, day);
      last = Math.max(last, day);
    }
  }
  return { start, end, dated, extent: first <= last ? [first, last] : null };
}
