// Data that change while the page is open, and a server that goes away.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, placeId, readIndex, serve, until, views, withIndex } from "./harness.mjs";

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

/** Serves the real index first and, once `change()` was called, one without its last mentions under another version. */
async function changing() {
  const whole = await readIndex(server.address);
  const few = structuredClone(whole);
  few.version = "0000000000000000";
  for (const column of Object.values(few.mentions)) column.splice(30);
  let now = few;
  let told = false;
  const prepare = async (page) => {
    await withIndex(page, () => now);
    await page.route("**/events", async (route) => {
      if (!told) await changed;
      await route.fulfill({ contentType: "text/event-stream", body: `event: version\nid: 1\ndata: ${JSON.stringify({ version: now.version })}\n\n` }).catch(() => {});
    });
  };
  let tell;
  const changed = new Promise((done) => { tell = done; });
  const change = () => {
    now = whole;
    told = true;
    tell();
  };
  const literal = (index) => index.mentions.role.filter((it) => it === "literal").length;
  return { prepare, change, before: literal(few), after: literal(whole) };
}

test("new mentions come in by themselves while nobody reads", async () => {
  const { prepare, change, before: few, after: all } = await changing();
  const page = await open(browser, server.address, "", { prepare });
  assert.equal((await views(page)).listed, few);
  const camera = () => page.evaluate(() => JSON.stringify(globalThis.tadmur.map.getCenter()));
  const seen = await camera();
  change();
  await until(page, (n) => globalThis.tadmur.result().mentions.length === n, all);
  assert.equal((await views(page)).listed, all);
  assert.equal(await camera(), seen, "the map stays where it is");
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("who reads is asked before anything moves", async () => {
  const id = await placeId(server.address, "Palmyra");
  const { prepare, change, after: all } = await changing();
  const page = await open(browser, server.address, `#place=${id}`, { prepare });
  await page.waitForSelector("#panel .card");
  const cards = await page.locator("#panel .card").count();
  change();
  const offered = page.locator("#news button");
  await offered.waitFor();
  assert.match(await offered.textContent(), /new mentions/);
  assert.equal(await page.locator("#panel .card").count(), cards);
  await offered.click();
  await until(page, (n) => document.querySelectorAll("#panel .card").length > n, cards);
  assert.equal(await page.evaluate(() => globalThis.tadmur.result().mentions.length), all);
  assert.equal(await offered.count(), 0);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("when the server dies the page says so and keeps what it has", async () => {
  const mortal = await serve();
  const page = await open(browser, mortal.address, "", { allow: [/ERR_/, /Failed to load resource/] });
  const { listed } = await views(page);
  await mortal.stop();
  await page.waitForSelector("#lost:not([hidden])");
  await page.fill("#from", "2015-05-01");
  await page.locator("#from").blur();
  await until(page, () => location.hash.includes("datetime="));
  const after = await views(page);
  assert.ok(after.listed > 0 && after.listed < listed);
  await page.locator("#list .place").first().click();
  await page.waitForSelector("#panel-retry");
  assert.deepEqual(page.faults(), []);
  await page.end();
});
