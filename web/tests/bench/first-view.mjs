// What a first view costs: bytes over the wire (answers with their headers, in kB of 1024), and time from navigation to a list
// that can be used and to a map at rest. `node tests/bench/first-view.mjs`, of the seeds, three times from an empty cache.

import { connect, createServer } from "node:net";
import { launch, serve } from "../browser/harness.mjs";

const server = await serve();
const to = new URL(server.address);
let bytes = 0;
const counter = createServer((client) => {
  const upstream = connect(Number(to.port), to.hostname);
  upstream.on("data", (piece) => { bytes += piece.length; });
  for (const it of [client, upstream]) it.on("error", () => { client.destroy(); upstream.destroy(); });
  client.pipe(upstream).pipe(client);
});
await new Promise((done) => counter.listen(0, "127.0.0.1", done));
const browser = await launch();
for (let nth = 0; nth < 3; nth++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  bytes = 0;
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
  await page.goto(`http://127.0.0.1:${counter.address().port}/`, { waitUntil: "commit" });
  await page.waitForSelector("#list li button, #list li a");
  const list = seconds();
  await page.waitForFunction(() => globalThis.tadmur?.map.loaded() && !globalThis.tadmur.map.isMoving(), null, { polling: 50, timeout: 120_000 });
  console.log(`${Math.round(bytes / 1024)} kB, list ${list} s, map ${seconds()} s`);
  await context.close();
}
await browser.close();
counter.close();
await server.stop();
process.exit(0);
