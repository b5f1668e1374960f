// The first view of the seeds, from an empty cache: what comes over the wire, and in which order.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, serve } from "./harness.mjs";
import { firstView, wire } from "./wire.mjs";

/** kB of 1024, heads of the answers and all. */
const LIMIT = 600;
let server;
let browser;
before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [packing, encoding] of [["brotli", ""], ["gzip, as browsers take it over http", "gzip"]]) {
  test(`the whole page with ${packing}: at most ${LIMIT} kB`, async (it) => {
    const counted = await wire(server.address, encoding);
    const { end } = await firstView(browser, counted.address);
    const [kb, answers] = [counted.kb(), counted.answers()];
    it.diagnostic(`${kb.toFixed(1)} kB in ${answers.length} answers`);
    const map = answers.find(({ path }) => path.includes("/maplibre-gl.mjs"));
    assert.equal(map?.encoding, encoding || "br");
    assert.ok(kb > 300, `${kb} kB cannot be all of it`);
    assert.ok(kb <= LIMIT, answers.map(({ path, piece, bytes }) => `${bytes} ${path} ${piece}`).join("\n"));
    // Nothing is fetched for a view that is left at once, and nothing twice.
    const tiles = answers.filter(({ path }) => path.endsWith(".pmtiles")).map(({ piece }) => piece);
    assert.equal(new Set(tiles).size, tiles.length, tiles.join("\n"));
    await end();
    await counted.stop();
  });
}

test("the list can be used before the map has come", async () => {
  const page = await (await browser.newContext()).newPage();
  let go = () => {};
  const held = new Promise((done) => { go = done; });
  await page.route("**/vendor/maplibre-gl.mjs", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(server.address, { waitUntil: "commit" });
  await page.click("#list li button");
  await page.waitForSelector("#panel .card mark");
  assert.equal(await page.locator("#map canvas").count(), 0);
  go();
  await page.waitForSelector("#map[data-state=ready]");
  await page.context().close();
});
