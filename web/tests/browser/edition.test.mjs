// The edition of files does all that the server's page does, wherever its folder lies.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { downloaded, fitAll, go, json, launch, open, placeId, publish, settled, until, views } from "./harness.mjs";

let host;
let browser;
before(async () => {
  host = await publish();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

/** Mentions of the published export that overlap the days. */
async function overlapping(first, last) {
  const { features } = await json(host.address, "export/mentions.geojson");
  return features.filter(({ properties: it }) => it.role === "literal"
    && (it.when_start !== null || it.when_end !== null) && (it.when_start ?? "") <= last && (it.when_end ?? "9") >= first);
}

test("a folder of files filters, opens places and articles, and gives its data away", async () => {
  const palmyra = await placeId(host.address, "Palmyra");
  const page = await open(browser, host.address, "#datetime=2015-05-01/2015-05-31");
  await fitAll(page);
  const expected = await overlapping("2015-05-01", "2015-05-31");
  const seen = await views(page);
  assert.ok(expected.length > 3);
  assert.deepEqual([seen.mentions, seen.listed, seen.dots], Array(3).fill(expected.length));

  const ids = (features) => features.map((it) => it.id).sort();
  assert.deepEqual(ids(JSON.parse((await downloaded(page)).text).features), ids(expected));
  const lines = (await downloaded(page, "mentions.csv")).text.split("\r\n");
  assert.ok(lines[0].startsWith("id,lon,lat,place_id,"));
  assert.ok(lines.length > expected.length + 1);

  await go(page, "#q=intensive%20fight");
  const { features } = await json(host.address, "export/mentions.geojson");
  const sought = features.filter(({ properties: it }) => it.role === "literal" && /intensive/i.test(it.quote) && /\bfight/i.test(it.quote));
  assert.equal((await views(page)).listed, sought.length);
  assert.ok(sought.length > 0);
  await go(page, "#datetime=2015-05-01/2015-05-31");

  await page.click(`#list [data-place="${palmyra}"]`);
  await page.waitForSelector("#panel .card");
  await page.locator(".known").waitFor();
  const ofPalmyra = expected.filter((it) => it.properties.place_id === palmyra);
  assert.equal(await page.locator("#panel .card").count(), ofPalmyra.length);
  assert.equal(await page.locator("#panel [aria-haspopup=dialog]").count(), 0, "there is nobody to report to");
  await page.locator("#panel .card .more [aria-expanded]").first().click();
  await page.locator("#panel .why li.chosen").first().waitFor();
  assert.match(await page.locator("#panel .why li.chosen").first().textContent(), /Palmyra.*%/);
  const [some] = await Promise.all([page.waitForEvent("download"), page.click("#download-place")]);
  assert.equal(JSON.parse(readFileSync(await some.path(), "utf8")).features.length, ofPalmyra.length);

  await page.locator("#panel .card a").first().click();
  await page.waitForSelector("mark.here");
  assert.equal(await page.locator(".spot-report").count(), 0);
  await page.click("#on-map");
  await settled(page);
  assert.match((await views(page)).hash, /article=/);
  await page.click("#share");
  await until(page, () => document.querySelector("#share-frame")?.value.includes("/some/folder/?embed=1#article="));
  assert.deepEqual(page.faults(), []);
  await page.end();
});
