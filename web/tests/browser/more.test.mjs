// Moving through time, passing on what is shown, standing in another page, many places at once.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fitAll, go, json, launch, open, passing, readIndex, serve, settled, until, views, violations, withIndex } from "./harness.mjs";

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

const period = (page) => page.locator("#period").textContent();

test("time plays bar by bar, and any key pauses it", async () => {
  const page = await open(browser, server.address, "#step=month", { reducedMotion: "no-preference" });
  await page.click("#play");
  const seen = new Set();
  for (let i = 0; i < 3; i++) {
    seen.add(await period(page));
    await until(page, (last) => document.querySelector("#period").textContent !== last, [...seen].at(-1));
  }
  await page.keyboard.press("Shift");
  assert.equal(await page.locator("#play").getAttribute("aria-pressed"), "false");
  await settled(page);
  const { listed, mentions } = await views(page);
  assert.equal(listed, mentions);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("who wants less motion steps by hand", async () => {
  const page = await open(browser, server.address, "#datetime=2015-05-01/2015-05-31&step=month");
  assert.equal(await page.locator("#play").isVisible(), false);
  await page.click("#step-on");
  await until(page, () => document.querySelector("#period").textContent === "June 2015");
  await page.click("#step-back");
  await until(page, () => document.querySelector("#period").textContent === "May 2015");
  assert.equal((await views(page)).listed, (await passing(server.address, "datetime=2015-05-01/2015-05-31")).length);
  await page.end();
});

test("the axis can be made shorter and longer, and says what lies beyond it", async () => {
  const page = await open(browser, server.address);
  const bars = () => page.locator("#chart .tick").count();
  const first = await page.locator("#chart text").allTextContents();
  await page.click("#time-in");
  await until(page, (before) => JSON.stringify([...document.querySelectorAll("#chart text")].map((it) => it.textContent)) !== before, JSON.stringify(first));
  await until(page, () => location.hash.includes("axis="));
  assert.ok(await bars() > 0);
  for (let i = 0; i < 12 && !(await page.locator("#time-out").isDisabled()); i++) {
    const before = await page.locator("#chart text").allTextContents();
    await page.click("#time-out");
    await until(page, (texts) => document.querySelector("#time-out").disabled || JSON.stringify([...document.querySelectorAll("#chart text")].map((it) => it.textContent)) !== texts, JSON.stringify(before));
  }
  assert.equal(await page.locator("#earlier").isVisible(), false);
  assert.equal(await page.locator("#later").isVisible(), false);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("two fingers on the timeline zoom it and choose nothing", async () => {
  const page = await open(browser, server.address, "", { hasTouch: true });
  const box = await page.locator("#chart").boundingBox();
  const touch = await page.context().newCDPSession(page);
  const y = box.y + box.height / 2;
  const at = (...shares) => shares.map((share, id) => ({ id, x: box.x + box.width * share, y }));
  const send = (type, touchPoints) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", at(0.4));
  await send("touchStart", at(0.4, 0.6));
  for (const spread of [0.15, 0.2, 0.3]) await send("touchMove", at(0.5 - spread, 0.5 + spread));
  await send("touchEnd", []);
  await until(page, () => location.hash.includes("axis="));
  const { hash } = await views(page);
  const [first, last] = /axis=([^&]+)/.exec(hash)[1].split("/").map(Date.parse);
  const whole = await page.evaluate(() => ["valuemin", "valuemax"].map((it) => Number(document.querySelector("[data-part=from]").getAttribute(`aria-${it}`))));
  assert.ok((last - first) / 864e5 < (whole[1] - whole[0]) / 2, hash);
  assert.ok(!hash.includes("datetime="), hash);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("the picture of the map is not blank and carries its words", async () => {
  const page = await open(browser, server.address, "#datetime=2015-05-01/2015-05-31");
  await page.click("#share");
  assert.equal(await page.inputValue("#share-link"), page.url());
  await until(page, () => document.querySelector("#share-frame")?.value.includes("?embed=1#datetime=2015-05-01"));
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#share-picture")]);
  const png = readFileSync(await download.path());
  assert.deepEqual([...png.subarray(1, 4)].map((it) => String.fromCharCode(it)).join(""), "PNG");
  const colors = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counts = new Map();
    for (let i = 0; i < data.length; i += 4) {
      const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return Object.fromEntries([...counts].filter(([, n]) => n > 400));
  }, png.toString("base64"));
  assert.ok("246,244,238" in colors, "land");
  assert.ok("207,224,234" in colors, "sea");
  assert.ok(Object.keys(colors).length > 3);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("in a frame there are only the map, the timeline and the way out", async () => {
  const page = await open(browser, server.address, "#datetime=2015-05-01/2015-05-31", { path: "?embed=1" });
  for (const it of ["#search", ".tools"]) assert.equal(await page.locator(it).isVisible(), false);
  assert.equal(await page.locator("#side").isVisible(), false);
  assert.ok(await page.locator("#chart").isVisible());
  assert.match(await page.locator("#whole").getAttribute("href"), /^\/#datetime=2015-05-01\/2015-05-31/);
  assert.deepEqual(await violations(page), []);
  // A page of another host may show it, and only it.
  const other = await page.context().newPage();
  const host = createServer((request, answer) => {
    answer.writeHead(200, { "content-type": "text/html" }).end(`<iframe src="${server.address}${request.url.slice(1)}" width="800" height="500"></iframe>`);
  });
  await new Promise((done) => host.listen(0, "127.0.0.1", done));
  host.unref();
  const address = `http://127.0.0.1:${host.address().port}/`;
  await other.goto(`${address}?embed=1`);
  await other.frameLocator("iframe").locator("#map[data-state=ready]").waitFor();
  const [refused] = await Promise.all([other.waitForEvent("requestfailed", (it) => it.url().includes("embed=0")), other.goto(`${address}?embed=0`)]);
  assert.match(refused.failure().errorText, /BLOCKED_BY_RESPONSE/);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("facets narrow everything down together", async () => {
  const page = await open(browser, server.address);
  await page.click("#filters-button");
  const options = await page.locator("#facet-country option").allTextContents();
  const syria = options.find((it) => it.startsWith("Syria"));
  await page.selectOption("#facet-country", { label: syria });
  await until(page, () => location.hash.includes("country=SY"));
  await page.keyboard.press("Escape");
  await fitAll(page);
  const seen = await views(page);
  assert.equal(seen.listed, Number(/\((\d+)\)/.exec(syria)[1]));
  assert.equal(seen.dots, seen.listed);
  assert.match(await page.locator("#filters-button").textContent(), /\(1\)/);
  await page.click("#filters-button");
  await page.click("#filters-clear");
  await until(page, () => !location.hash.includes("country="));
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("what has no date and what is uncertain can be switched in and out", async () => {
  const index = await readIndex(server.address);
  const { mentions } = index;
  const literal = [...mentions.role.keys()].filter((it) => mentions.role[it] === "literal");
  const undated = literal.slice(0, 7);
  for (const it of undated) mentions.when_start[it] = mentions.when_end[it] = null;
  const dated = literal.length - undated.length;
  const sure = literal.filter((it) => mentions.score[it] >= 0.8).length;
  assert.ok(sure > 0 && sure < literal.length);
  const prepare = (page) => withIndex(page, () => index);
  const page = await open(browser, server.address, "#datetime=0001-01-01/2100-01-01", { prepare });
  const all = async (count) => {
    await fitAll(page);
    const { listed, dots, counted } = await views(page);
    assert.deepEqual([listed, dots, counted], Array(3).fill(count));
  };
  await all(dated);
  assert.match(await page.locator("#undated").textContent(), /\(7\)/);
  await page.click("#undated");
  await until(page, () => location.hash.includes("undated=true"));
  assert.equal(await page.locator("#undated").getAttribute("aria-pressed"), "true");
  await all(literal.length);
  await page.click("#filters-button");
  await page.selectOption("#facet-score", "0.8");
  await until(page, () => location.hash.includes("score=0.8"));
  await page.keyboard.press("Escape");
  await all(sure);
  await page.click("#undated");
  await until(page, () => !location.hash.includes("undated"));
  await all(sure - undated.filter((it) => mentions.score[it] >= 0.8).length);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("a hundred thousand mentions of a thousand places", async () => {
  const real = await readIndex(server.address);
  const n = 100_000;
  const places = 1000;
  const each = (count, make) => Array.from({ length: count }, (_, i) => make(i));
  const index = {
    ...real,
    places: {
      id: each(places, (i) => `x:${i}`), label: each(places, (i) => `Place ${i}`), label_ar: each(places, () => ""), kind: each(places, () => "city"),
      country: each(places, () => "SY"), area: each(places, (i) => i % 50 === 0), lon: each(places, (i) => 30 + (i * 7919 % 1000) / 50), lat: each(places, (i) => 28 + (i * 104729 % 1000) / 80),
    },
    mentions: {
      start: each(n, (i) => i), place: each(n, (i) => Math.floor((i * 7919 % places) * ((i * 31 % 97) / 97))), article: each(n, () => 0), role: each(n, () => "literal"),
      when_start: each(n, (i) => 15_000 + (i * 104729 % 2000)), when_end: each(n, (i) => 15_000 + (i * 104729 % 2000) + (i % 9 === 0 ? 30 : 0)),
      when_basis: each(n, () => "clause"), score: each(n, (i) => (i % places < 20 ? 0.3 : 0.9)),
    },
  };
  const prepare = (page) => withIndex(page, () => index);
  const page = await open(browser, server.address, "", { prepare, viewport: { width: 1280, height: 800 } });
  await fitAll(page);
  const counted = async () => {
    const { dots, mentions } = await views(page);
    assert.equal(dots, mentions);
    return dots;
  };
  assert.equal(await counted(), n);
  await page.fill("#from", "2012-01-01");
  await page.locator("#from").blur();
  await until(page, () => location.hash.includes("datetime=2012"));
  assert.ok(await counted() < n);
  await page.screenshot({ path: new URL("../../build/many.png", import.meta.url).pathname });
  const more = page.locator("#list-note button");
  await more.click();
  assert.equal(await page.locator("#list .place").count(), 200);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("a story that two papers print counts once, and each leads to the other", async () => {
  const story = "Shells fell on the old market of Homs on Tuesday and killed at least eleven people, doctors said by telephone. The army said that it had "
    + "answered fire from a quarter which rebels have held since last month, and that it would go on to do so until the roads are open again.";
  const paper = (source, day) => JSON.stringify({ text: story, source, published: day, url: `https://${source}.example/1` });
  const own = await serve({ "papers.jsonl": `${paper("evening", "2015-05-21")}\n${paper("morning", "2015-05-20")}\n` });
  try {
    const page = await open(browser, own.address, "#place=gn:169577");
    await until(page, () => document.querySelectorAll("#panel .card").length === 1);
    assert.equal(await page.locator("#panel .also-in").textContent(), "also in: evening");
    await go(page, "#place=gn:169577&source=evening");
    assert.equal((await views(page)).mentions, 1);
    const { features } = await json(own.address, "collections/articles/items");
    const copy = features.find((it) => it.properties.source === "evening");
    const reading = await open(browser, own.address, "", { path: `articles/${copy.id}`, ready: false });
    await until(reading, () => document.body.dataset.state === "ready");
    assert.match(await reading.locator(".also-in").textContent(), /which counts on the map: morning$/);
    assert.match(await reading.locator("#on-map").getAttribute("href"), new RegExp(`#article=${copy.properties.same_as}$`));
    assert.deepEqual([...page.faults(), ...reading.faults()], []);
    await reading.end();
    await page.end();
  } finally {
    await own.stop();
  }
});
