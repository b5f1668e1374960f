// `npm run bench`: the filter step and the bytes of the index, by the number of mentions.

import { gzipSync } from "node:zlib";
import { filterStep, synthetic } from "../unit/synthetic.mjs";

console.log("mentions | filter step, ms of CPU | first, with all bars | index.json, kB | gzipped, kB");
for (const n of [10_000, 100_000, 1_000_000, 5_000_000]) {
  const index = synthetic(n);
  const { median, first } = filterStep(index);
  // Of the largest the text would be longer than a string may be.
  const text = n > 1_000_000 ? "" : JSON.stringify(index);
  const sizes = text === "" ? ["", ""] : [text.length, gzipSync(text).length].map((it) => Math.round(it / 1024));
  console.log([n, median.toFixed(1), first.toFixed(0), ...sizes].join(" | "));
}
