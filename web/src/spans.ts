// First and last days of many things, as columns.

import type { Day } from "./days.ts";

/** Ends that are open, as days before and after every other. */
export const NEVER: Day = -(2 ** 31);
export const ALWAYS: Day = 2 ** 31 - 1;

/** `dated` is 0 where nothing is known. */
export interface Spans {
  start: Int32Array;
  end: Int32Array;
  dated: Uint8Array;
  /** First and last finite day of all; null when there is none. */
  extent: [Day, Day] | null;
}

/** Of the days that the functions give; null is open. */
export function spans(n: number, startOf: (i: number) => Day | null, endOf: (i: number) => Day | null): Spans {
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
