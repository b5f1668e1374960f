// What a move of the brush costs, in CPU time. The limits are for a slow, busy machine; `npm run bench` measures.

import assert from "node:assert/strict";
import { test } from "node:test";
import { filterStep, synthetic } from "./synthetic.mjs";

for (const [n, limit] of [[10_000, 40], [100_000, 60], [1_000_000, 60]]) {
  test(`a filter step over ${n} mentions takes under ${limit} ms of CPU`, (it) => {
    const { median, first } = filterStep(synthetic(n));
    it.diagnostic(`${median.toFixed(1)} ms, the first with all bars ${first.toFixed(0)} ms`);
    assert.ok(median < limit, `${median} ms`);
  });
}
