// What a first view costs, from an empty cache: bytes over the wire (answers with their heads, in kB of 1024), and time from navigation
// to a list that can be used and to a map at rest.
//
//   node tests/bench/first-view.mjs                 the seeds, with brotli and with gzip
//   node tests/bench/first-view.mjs PATH.db ...     the seeds, then each of these databases

import { launch, serve } from "../browser/harness.mjs";
import { firstView, wire } from "../browser/wire.mjs";

const TIMES = 5;
const databases = process.argv.slice(2);

async function measure(name, server, encoding) {
  const runs = [];
  let answers = [];
  for (let i = 0; i < TIMES; i++) {
    const counted = await wire(server.address, encoding);
    const browser = await launch();
    const { list, map, end } = await firstView(browser, counted.address);
    runs.push({ list, map, kb: counted.kb() });
    answers = counted.answers();
    await end();
    await browser.close();
    await counted.stop();
  }
  const middle = (what) => runs.map((it) => it[what]).sort((a, b) => a - b)[TIMES >> 1];
  console.log(`${name} | ${Math.round(middle("kb"))} kB | ${(middle("list") / 1000).toFixed(1)} s | ${(middle("map") / 1000).toFixed(1)} s`);
  return answers;
}

console.log(`median of ${TIMES}: over the wire | list | map at rest`);
const seeds = await serve();
const answers = await measure("seeds, brotli", seeds, "");
await measure("seeds, gzip", seeds, "gzip");
await seeds.stop();
for (const path of databases) {
  const server = await serve({}, { options: ["--db", path] });
  await measure(path, server, "");
  await server.stop();
}
console.log("\nthe seeds, answer by answer, in bytes with the head:");
for (const { path, piece, encoding, bytes } of answers) console.log(`${String(bytes).padStart(7)} ${encoding.padEnd(5)} ${path} ${piece}`);
process.exit(0);
