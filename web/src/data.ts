// The index made ready for filtering: the mentions' columns, and the orders that lists need.

import type { TimeBasis } from "./api.ts";
import type { Index } from "./index.ts";
import { type Spans, spans } from "./spans.ts";

export interface Data {
  index: Index;
  n: number;
  place: Uint32Array;
  article: Uint32Array;
  /** Positions in `ROLES`. */
  role: Uint8Array;
  score: Float32Array;
  /** The days of every mention under each of the two times. */
  times: Record<TimeBasis, Spans>;
  /** The most mentions that any one place has, whatever the filter. */
  largest: number;
  placeAt: Map<string, number>;
  /** Places in the order of their names, and each place's position in that order. */
  byRank: Uint32Array;
  rank: Uint32Array;
}

export function prepare(index: Index): Data {
  const { articles, places } = index;
  const { place, article, role, score, when } = index.mentions;
  const n = place.length;
  const counts = new Uint32Array(places.id.length);
  for (const it of place) counts[it]!++;
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
    role,
    score,
    times: { when, published: spans(n, published(articles.published_start), published(articles.published_end)) },
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
