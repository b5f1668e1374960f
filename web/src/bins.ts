// Counting mentions into the bars of the histogram. Pure.

import { ALWAYS, NEVER, type Spans } from "./data.ts";
import { add, type Day, floor, type Step } from "./days.ts";

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
}

/** The axis that holds all of the spans, in whole steps; a lone day gets room around it. */
export function axisOf(spans: Spans, step: Step): Axis {
  const [first, last] = spans.extent ?? [0, 0];
  return { first: floor(first, step), last: add(floor(last, step), step) - 1 };
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
  for (const it of mentions) {
    if (spans.dated[it] === 0) continue;
    const start = spans.start[it] ?? NEVER;
    const end = spans.end[it] ?? ALWAYS;
    if (end < axis.first || start > axis.last) continue;
    const [a, b] = [binOf(start), binOf(end)];
    const inside = a === b && start >= (edges[0] ?? 0) && end < (edges[n] ?? 0);
    if (inside) within[a] = (within[a] ?? 0) + 1;
    else {
      change[a] = (change[a] ?? 0) + 1;
      change[b + 1] = (change[b + 1] ?? 0) - 1;
    }
  }
  const across = new Uint32Array(n);
  for (let i = 0, sum = 0; i < n; i++) {
    sum += change[i] ?? 0;
    across[i] = sum;
  }
  return { step, edges, within, across };
}

/** Which bar a day falls into; days off the axis fall into the outermost. */
function lookup(edges: Day[]): (day: Day) => number {
  const first = edges[0] ?? 0;
  const end = edges[edges.length - 1] ?? first;
  const table = new Uint32Array(Math.max(0, end - first));
  for (let i = 0; i + 1 < edges.length; i++) table.fill(i, (edges[i] ?? 0) - first, (edges[i + 1] ?? 0) - first);
  return (day) => table[Math.min(table.length - 1, Math.max(0, day - first))] ?? 0;
}
