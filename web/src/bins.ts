// Counting mentions into the bars of the histogram. Pure.

import { add, type Day, floor, type Step } from "./days.ts";
import { ALWAYS, NEVER, type Spans } from "./spans.ts";

/** The stretch of days that the timeline shows. */
export interface Axis {
  first: Day;
  last: Day;
}

export interface Bins {
  step: Step;
  /** First day of each bar; one more at the end closes the last. */
  edges: Day[];
  /** Mentions whose span lies within the bar. */
  within: Uint32Array;
  /** Mentions whose span reaches into the bar from a longer or open span. */
  across: Uint32Array;
  /** How many lie wholly before the first bar or after the last. */
  before: number;
  after: number;
}

/** The axis that holds all of the spans, in whole steps; a lone day gets room around it. */
export function axisOf(spans: Spans, step: Step): Axis {
  const [first, last] = spans.extent ?? [0, 0];
  return whole({ first, last }, step);
}

export function whole({ first, last }: Axis, step: Step): Axis {
  return { first: floor(first, step), last: add(floor(last, step), step) - 1 };
}

/** Where most of the spans lie: one far-off year should not squeeze the rest into a corner. */
export function bulk(spans: Spans): Axis {
  const [first, last] = spans.extent ?? [0, 0];
  const days: Day[] = [];
  for (let i = 0; i < spans.dated.length; i++) {
    if (spans.dated[i] === 0) continue;
    const [start, end] = [spans.start[i] ?? NEVER, spans.end[i] ?? ALWAYS];
    if (start !== NEVER) days.push(start);
    if (end !== ALWAYS) days.push(end);
  }
  const sorted = Int32Array.from(days).sort();
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  const [low, high] = [at(0.02), at(0.98)];
  const room = Math.ceil((high - low) / 4);
  const trimmed = { first: Math.max(first, low - room), last: Math.min(last, high + room) };
  return (trimmed.last - trimmed.first) * 2 < last - first ? trimmed : { first, last };
}

/** The axis made wider or narrower around a day that stays where it is; never beyond everything there is. */
export function zoomed(axis: Axis, all: Axis, around: Day, factor: number): Axis {
  const shortest = 14;
  const longest = all.last - all.first;
  const length = Math.max(Math.min(shortest, longest), Math.min(longest, (axis.last - axis.first) * factor));
  const share = (around - axis.first) / Math.max(1, axis.last - axis.first);
  const first = Math.max(all.first, Math.min(all.last - length, around - length * share));
  return { first: Math.round(first), last: Math.round(first + length) };
}

/** A bar's height is how many mentions would pass if just that bar were chosen. */
export function countBins(spans: Spans, mentions: Uint32Array, axis: Axis, step: Step): Bins {
  const edges: Day[] = [];
  for (let day = floor(axis.first, step); day <= axis.last; day = add(day, step)) edges.push(day);
  const n = edges.length;
  edges.push(add(edges[n - 1] ?? axis.first, step));

  const binOf = lookup(edges);
  const within = new Uint32Array(n);
  const change = new Int32Array(n + 1);
  let [before, after] = [0, 0];
  for (const it of mentions) {
    if (spans.dated[it] === 0) continue;
    const start = spans.start[it]!;
    const end = spans.end[it]!;
    if (end < axis.first) before++;
    if (start > axis.last) after++;
    if (end < axis.first || start > axis.last) continue;
    const a = binOf(start);
    const b = binOf(end);
    const inside = a === b && start >= (edges[0] ?? 0) && end < (edges[n] ?? 0);
    if (inside) within[a]!++;
    else {
      change[a]!++;
      change[b + 1]!--;
    }
  }
  const across = new Uint32Array(n);
  for (let i = 0, sum = 0; i < n; i++) {
    sum += change[i] ?? 0;
    across[i] = sum;
  }
  return { step, edges, within, across, before, after };
}

/** Which bar a day falls into; days off the axis fall into the outermost. */
function lookup(edges: Day[]): (day: Day) => number {
  const first = edges[0] ?? 0;
  const end = edges[edges.length - 1] ?? first;
  const table = new Uint32Array(Math.max(0, end - first));
  for (let i = 0; i + 1 < edges.length; i++) table.fill(i, (edges[i] ?? 0) - first, (edges[i + 1] ?? 0) - first);
  return (day) => table[Math.min(table.length - 1, Math.max(0, day - first))] ?? 0;
}
