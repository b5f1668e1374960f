// The way of a reader through the seeds: choose May 2015, open Palmyra, read the sentence, take the data away.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { downloaded, fitAll, go, json, launch, open, passing, placeId, readIndex, serve, settled, until, views } from "./harness.mjs";

const MAY = "2015-05-01/2015-05-31";
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

/** Draws the brush from the middle of one month's bar to the middle of another's. */
async function brush(page, from, to) {
  const chart = await page.locator("#chart").boundingBox();
  const x = async (iso) => chart.x + await page.evaluate((day) => {
    const bars = [...document.querySelectorAll("#chart .bar .reach")];
    const titled = bars.map((it) => [it.parentNode.querySelector("title").textContent, it]);
    const found = titled.find(([title]) => title.startsWith(day));
    if (!found) throw new Error(`no bar for ${day}: ${titled.map(([title]) => title).join("; ")}`);
    return Number(found[1].getAttribute("x")) + Number(found[1].getAttribute("width")) / 2;
  }, iso);
  const y = chart.y + chart.height / 2;
  await page.mouse.move(await x(from), y);
  await page.mouse.down();
  await page.mouse.move((await x(from)) + 5, y);
  await page.mouse.move(await x(to), y, { steps: 4 });
  await page.mouse.up();
}

test("first sight: every view counts the same, nothing comes from elsewhere", async () => {
  const page = await open(browser, server.address);
  await fitAll(page);
  const seen = await views(page);
  const { numberMatched } = await json(server.address, "collections/mentions/items?limit=1");
  assert.ok(numberMatched > 50);
  assert.deepEqual([seen.mentions, seen.listed, seen.counted, seen.dots], Array(4).fill(numberMatched));
  const policy = (await fetch(page.url(), { headers: { accept: "text/html" } })).headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'; script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  // A breach of it would stand in the console.
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("the brush drawn over May 2015 shows exactly the mentions whose time overlaps it", async () => {
  const page = await open(browser, server.address, "#step=month");
  await brush(page, "May 2015", "May 2015");
  await until(page, () => location.hash.includes("datetime="));
  assert.ok((await views(page)).hash.includes(`datetime=${MAY}`));
  const expected = await passing(server.address, `datetime=${MAY}`);
  const shown = await page.evaluate(() => {
    const { data, result } = globalThis.tadmur;
    const { articles, mentions } = data().index;
    return [...result().mentions].map((it) => `${articles.id[mentions.article[it]]}-${mentions.start[it]}`).sort();
  });
  assert.deepEqual(shown, expected);
  const places = await json(server.address, `collections/places/items?limit=10000&datetime=${MAY}`);
  const counts = Object.fromEntries(places.features.map((it) => [String(it.id), it.properties.mentions]));
  const seen = await views(page);
  assert.deepEqual(seen.list, counts);
  await fitAll(page);
  assert.equal((await views(page)).dots, expected.length);
  assert.match(await page.locator("#period").textContent(), /^May 2015$/);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("mouse, keys, date fields and the address choose the same period", async () => {
  const page = await open(browser, server.address, "#step=month");
  await brush(page, "May 2015", "May 2015");
  await until(page, () => location.hash.includes("datetime="));
  const byMouse = await views(page);
  await page.click("#all-dates");
  await until(page, () => !location.hash.includes("datetime="));

  await page.fill("#from", "2015-05-01");
  await page.fill("#to", "2015-05-31");
  await page.locator("#to").blur();
  await until(page, () => location.hash.includes("datetime=2015-05-01/2015-05-31"));
  assert.deepEqual((await views(page)).list, byMouse.list);

  await page.focus("[data-part=to]");
  await page.keyboard.press("ArrowRight");
  await until(page, () => location.hash.includes("datetime=2015-05-01/2015-06-30"));
  await page.focus("[data-part=from]");
  await page.keyboard.press("Alt+ArrowRight");
  await until(page, () => location.hash.includes("datetime=2015-05-02/2015-06-30"));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.part), "from");
  assert.equal(await page.locator("[data-part=from]").getAttribute("aria-valuetext"), "2 May 2015");
  await page.keyboard.press("ArrowLeft");
  await page.focus("[data-part=to]");
  await page.keyboard.press("ArrowLeft");
  await until(page, (hash) => location.hash === hash, byMouse.hash);
  assert.deepEqual((await views(page)).list, byMouse.list);

  const again = await open(browser, server.address, byMouse.hash);
  assert.deepEqual((await views(again)).list, byMouse.list);
  assert.deepEqual([...page.faults(), ...again.faults()], []);
  await again.end();
  await page.end();
});

test("clicking Palmyra's dot opens its sentences; the name and the words that date it are marked", async () => {
  const id = await placeId(server.address, "Palmyra");
  const page = await open(browser, server.address, `#datetime=${MAY}&map=6/34.56/38.28`);
  const spot = await page.evaluate((key) => {
    const { map } = globalThis.tadmur;
    const dot = map.queryRenderedFeatures({ layers: ["dots"] }).find((it) => it.properties.key === key);
    const point = map.project(dot.geometry.coordinates);
    const box = map.getContainer().getBoundingClientRect();
    return { x: point.x + box.x, y: point.y + box.y };
  }, id);
  await page.mouse.click(spot.x, spot.y);
  await page.waitForSelector("#panel .card");
  assert.ok((await views(page)).hash.includes(`place=${id}`));
  const cards = page.locator("#panel .card");
  assert.equal(await cards.count(), (await passing(server.address, `datetime=${MAY}&place=${id}`)).length);
  const tadmur = cards.filter({ has: page.locator("mark.name", { hasText: /^Tadmur$/ }) });
  assert.equal(await tadmur.count(), 1);
  assert.match(await tadmur.locator("blockquote").textContent(), /captured Tadmur .* in May 2015/);
  assert.equal(await tadmur.locator("mark.when").textContent(), "May 2015");
  assert.equal(await tadmur.locator(".when").first().textContent(), "May 2015");

  const inMay = await cards.count();
  await page.click("#all-dates");
  await until(page, (n) => document.querySelectorAll("#panel .card").length > n, inMay);
  await page.locator("#panel mark.when", { hasText: "spring 2016" }).first().waitFor();

  await page.goBack();
  await page.waitForSelector("#list .place");
  assert.equal(await page.locator("#panel").isVisible(), false);
  await page.goForward();
  await page.waitForSelector("#panel .card");
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("a sentence leads to its place in the article, and the article back to the map", async () => {
  const id = await placeId(server.address, "Palmyra");
  const page = await open(browser, server.address, `#place=${id}`);
  const card = page.locator("#panel .card").first();
  const name = await card.locator("mark.name").textContent();
  await card.locator("a").click();
  await page.waitForSelector("mark.here");
  const here = page.locator("mark.here");
  assert.equal(await here.textContent(), name);
  assert.equal(`#${await here.getAttribute("id")}`, new URL(page.url()).hash);
  await until(page, () => {
    const { top, bottom } = document.querySelector("mark.here").getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  const article = await json(page.url(), page.url());
  const literal = article.mentions.filter((it) => it.place_id).length;
  assert.equal(await page.locator("#places .spots a").count(), literal);
  await page.waitForSelector("#map[data-state=ready] canvas");
  await page.click("#on-map");
  await settled(page);
  const only = await views(page);
  assert.match(only.hash, new RegExp(`article=${article.id}`));
  assert.equal(only.listed, (await passing(server.address, `article=${article.id}`)).length);
  await page.click("#all-articles");
  await until(page, () => !location.hash.includes("article="));
  await page.goBack();
  await page.goBack();
  await page.waitForSelector("#panel .card");
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("the file that is downloaded holds what the screen shows, whatever the filter", async () => {
  const page = await open(browser, server.address);
  const { places } = await readIndex(server.address);
  for (const hash of [`#datetime=${MAY}`, "#role=all", "#kind=city&country=SY", `#datetime=${MAY}&undated=true`, "#q=palmyra", "#q=the%20jihad", "#q=تدمر&score=0.5"]) {
    await go(page, hash);
    const { name, text } = await downloaded(page);
    const counts = {};
    for (const { properties, geometry } of JSON.parse(text).features) {
      counts[properties.place_id] = (counts[properties.place_id] ?? 0) + 1;
      assert.equal(geometry.type, "Point");
      const at = places.id.indexOf(properties.place_id);
      assert.deepEqual(geometry.coordinates, [places.lon[at], places.lat[at]], "longitude first");
    }
    assert.match(name, /\.geojson$/);
    const { list } = await views(page);
    assert.ok(Object.keys(list).length > 0, hash);
    assert.deepEqual(counts, list, hash);
  }
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("any filter gives what the server gives under the same words", async () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const one = (values) => values[random(values.length)];
  const days = ["2015-05-01/2015-05-31", "2016-01-01/..", "../2015-12-31", "2016-12-13/2016-12-15", "2016-03-01/2016-03-31"];
  const page = await open(browser, server.address);
  let shown = 0;
  for (let i = 0; i < 20; i++) {
    const words = [
      random(3) > 0 && `datetime=${one(days)}`, random(4) === 0 && "time=published", random(3) === 0 && "undated=true", random(2) === 0 && `role=${one(["all", "literal,demonym", "metonymic"])}`,
      random(3) === 0 && `country=${one(["SY", "RU", "IR"])}`, random(4) === 0 && `kind=${one(["city", "country"])}`, random(4) === 0 && `score=${one(["0.5", "0.8"])}`, random(3) === 0 && `q=${one(["army", "palmyra", "aleppo%20s", "%D8%AA%D8%AF%D9%85%D8%B1"])}`,
    ].filter(Boolean).join("&");
    await go(page, `#${words}`);
    if (i % 5 === 0 && (await views(page)).listed > 0) await fitAll(page);
    const seen = await views(page);
    const { features } = await json(server.address, `collections/places/items?limit=10000&${words}`);
    assert.deepEqual(seen.list, Object.fromEntries(features.map((it) => [String(it.id), it.properties.mentions])), words);
    assert.deepEqual([seen.listed, seen.counted], [seen.mentions, seen.mentions], words);
    if (seen.listed > 0) assert.equal(JSON.parse((await downloaded(page)).text).features.length, seen.mentions, words);
    if (i % 5 === 0) assert.equal(seen.dots, seen.listed, words);
    shown += seen.listed;
  }
  assert.ok(shown > 100, "the filters leave something");
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("a newcomer finds what was said about Palmyra in 2015, takes it away and passes it on", async () => {
  const page = await open(browser, server.address);
  let steps = 0;
  const did = async (work) => { await work; steps++; };
  await did(page.fill("#from", "2015-01-01"));
  await did(page.fill("#to", "2015-12-31"));
  await page.locator("#to").blur();
  await until(page, () => location.hash.includes("datetime=2015-01-01/2015-12-31"));
  await did(page.locator("#list .place", { hasText: "Palmyra" }).first().click());
  await page.waitForSelector("#panel .card");
  const id = await placeId(server.address, "Palmyra");
  const expected = await passing(server.address, `datetime=2015-01-01/2015-12-31&place=${id}`);
  assert.equal(await page.locator("#panel .card").count(), expected.length);
  assert.match(await page.locator("#panel .card .from").first().textContent(), /Read in the article/);
  const [download] = await Promise.all([page.waitForEvent("download"), did(page.click("#download-place"))]);
  const { features } = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual(features.map((it) => it.id).sort(), expected);
  assert.ok(steps <= 4, "two dates, a click on the place, a click on the download");
  await settled(page);
  const again = await open(browser, page.url());
  await again.waitForSelector("#panel .card");
  assert.equal(await again.locator("#panel .card").count(), expected.length);
  assert.deepEqual([...page.faults(), ...again.faults()], []);
  await again.end();
  await page.end();
});

test("words are found in sentences, by the server and by the page alike", async () => {
  const page = await open(browser, server.address, "#q=intensive%20fight");
  const seen = await views(page);
  assert.equal(seen.listed, (await passing(server.address, "q=intensive%20fight")).length);
  assert.ok(seen.listed > 0);
  await page.fill("#q", "no such words");
  await until(page, () => location.hash.includes("such"));
  await settled(page);
  assert.equal((await views(page)).listed, 0);
  await page.locator("#list-note button", { hasText: "Clear the search" }).click();
  await until(page, () => !location.hash.includes("q="));
  assert.ok((await views(page)).listed > seen.listed);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("the panel tells the names, the sentences around and the reasons", async () => {
  const id = await placeId(server.address, "Palmyra");
  const page = await open(browser, server.address, `#place=${id}`);
  await page.waitForSelector("#panel .card");
  await page.locator(".known summary").click();
  const known = await page.locator(".known").textContent();
  for (const name of ["Пальмира", "تدمر", "https://www.wikidata.org/wiki/Q5747"]) assert.ok(known.includes(name), name);
  assert.equal(await page.locator(".known a").count(), 0);

  const card = page.locator("#panel .card").first();
  const quoted = await card.locator("blockquote p:nth-child(2)").textContent();
  await card.locator("button", { hasText: "More context" }).click();
  await card.locator(".around:not(:empty)").first().waitFor();
  const article = await json(server.address, await card.locator(".from a").getAttribute("href"));
  const flat = (text) => text.replace(/\s+/g, " ");
  const whole = await card.locator("blockquote p").allTextContents();
  assert.ok(whole.join("").length > quoted.length);
  assert.ok(flat(article.text).includes(flat(whole.filter(Boolean).join(" "))), whole.join("|"));

  await card.locator("button", { hasText: "Why here?" }).click();
  const why = page.locator("#panel .why");
  await why.waitFor();
  assert.match(await why.locator(".chosen").textContent(), /^Palmyra.* %/);
  assert.ok(await why.locator("li ul li").count() > 3);
  // What was opened stays while the filter moves.
  await page.fill("#from", "2015-05-01");
  await page.locator("#from").blur();
  await until(page, () => location.hash.includes("datetime="));
  assert.equal(await why.count(), 1);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("metonyms and demonyms can be switched on", async () => {
  const page = await open(browser, server.address);
  const before = await views(page);
  await page.click("#filters-button");
  await page.check("#role-metonymic");
  await page.check("#role-demonym");
  await until(page, () => location.hash.includes("demonym"));
  const after = await views(page);
  assert.equal(after.listed, (await passing(server.address, "role=literal,metonymic,demonym")).length);
  assert.ok(after.listed > before.listed);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#filters").isVisible(), false);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("published time is another question", async () => {
  const page = await open(browser, server.address, "#datetime=2016-12-15");
  await page.check("input[value=published]", { force: true });
  await until(page, () => location.hash.includes("time=published"));
  assert.equal((await views(page)).listed, (await passing(server.address, "datetime=2016-12-15/2016-12-15&time=published")).length);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("a reader with only a keyboard gets to a sentence", async () => {
  const page = await open(browser, server.address);
  const focused = () => page.evaluate(() => document.activeElement.className);
  await page.keyboard.press("Tab"); // the skip link
  await page.keyboard.press("Enter");
  let keys = 2;
  while (!(await focused()).includes("place") && keys < 12) {
    await page.keyboard.press("Tab");
    keys++;
  }
  await page.keyboard.press("Enter");
  await page.waitForSelector("#panel .card");
  assert.ok(keys <= 11, `${keys} keys`);
  await until(page, () => document.activeElement.tagName === "H2");
  await page.focus("#back");
  await page.keyboard.press("Enter");
  await until(page, () => document.activeElement.classList.contains("place"));
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.type("palmyra");
  await until(page, () => location.hash.includes("q=palmyra"));
  await settled(page);
  assert.match(await page.locator("#list .place").first().textContent(), /^Palmyra/);
  assert.equal((await views(page)).listed, (await passing(server.address, "q=palmyra")).length);
  assert.deepEqual(page.faults(), []);
  await page.end();
});
