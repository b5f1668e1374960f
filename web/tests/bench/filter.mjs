// `npm run bench`: the filter step, and the index: its bytes, and what it takes to read it, by the number of mentions.

import { gzipSync } from "node:zlib";
import { load } from "../unit/load.mjs";
import { packed } from "../unit/packed.mjs";
import { cpu, filterStep, synthetic } from "../unit/synthetic.mjs";

const { prepare, readIndex } = await load("../tests/unit/modules");
const MB = 1024 * 1024;

console.log("mentions | filter step, ms of CPU | first, with all bars | index.bin, MB | gzipped | read and made ready, ms of CPU");
for (const n of [10_000, 100_000, 1_000_000, 5_000_000]) {
  const index = synthetic(n);
  const { median, first } = filterStep(index);
  const bytes = packed(index);
  // The server packs as quickly as this.
  const sizes = [bytes, gzipSync(bytes, { level: 3 })].map((it) => (it.length / MB).toFixed(1));
  const whole = new Uint8Array(bytes).buffer;
  const times = Array.from({ length: 5 }, () => cpu(() => prepare(readIndex(whole)))).sort((a, b) => a - b);
  console.log([n, median.toFixed(1), first.toFixed(0), ...sizes, times[2].toFixed(0)].join(" | "));
}
