// `/index.bin`: all that the page filters by. Text stands in its head, as JSON; of the mentions there are columns of numbers.
// Its layout is told in docs/api.md.

import { ROLES, type Role } from "./api.ts";
import { type Spans, spans } from "./spans.ts";

/** Columns of equal length; places and articles are named by their position. */
export interface Index {
  version: string;
  articles: {
    id: string[];
    title: (string | null)[];
    source: (string | null)[];
    lang: (string | null)[];
    published_start: (number | null)[];
    published_end: (number | null)[];
    /** Sources of its copies, whose mentions are not here. */
    also_in: string[][];
  };
  places: {
    id: string[];
    label: string[];
    label_ar: (string | null)[];
    lon: number[];
    lat: number[];
    kind: string[];
    country: (string | null)[];
    area: boolean[];
  };
  mentions: {
    place: Uint32Array;
    article: Uint32Array;
    start: Uint32Array;
    /** Positions in `ROLES`. */
    role: Uint8Array;
    score: Float32Array;
    when: Spans;
  };
}

const TYPES = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, i16: Int16Array, i32: Int32Array };

interface Head extends Omit<Index, "mentions"> {
  mentions: { n: number; role: Role[]; columns: Record<string, { type: keyof typeof TYPES; at: number }> };
}

export function readIndex(bytes: ArrayBuffer): Index {
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.slice(from, to));
  if (text(0, 8) !== "tadmur 1") throw new Error("not an index that this page can read");
  const end = 12 + new DataView(bytes).getUint32(8, true);
  const { mentions: { n, role: roles, columns }, ...head } = JSON.parse(text(12, end)) as Head;
  const column = (name: string) => {
    const { type, at } = columns[name]!;
    return new TYPES[type](bytes, end + at, n);
  };
  const article = new Uint32Array(n);
  const start = new Uint32Array(column("start"));
  column("article").forEach((step, i) => {
    article[i] = (article[i - 1] ?? 0) + step;
    if (step === 0 && i > 0) start[i]! += start[i - 1]!;
  });
  const [when, day, days] = [column("when"), new Int32Array(column("day")), column("days")];
  for (let i = 1; i < n; i++) day[i]! += day[i - 1]!;
  const role = roles.map((it) => Math.max(0, ROLES.indexOf(it)));
  return {
    ...head,
    mentions: {
      place: new Uint32Array(column("place")),
      article,
      start,
      role: new Uint8Array(column("role")).map((it) => role[it] ?? 0),
      score: new Float32Array(column("score")).map((it) => it / 1000),
      when: spans(n, (i) => (when[i]! & 1 ? day[i]! : null), (i) => (when[i]! & 2 ? day[i]! + days[i]! : null)),
    },
  };
}
