// The page in every state: accessible, within its width, plain about what is wrong, deaf to hostile text.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { go, launch, open, placeId, readIndex, serve, settled, SHOTS, small, until, views, violations } from "./harness.mjs";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

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

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Views by name and address, one page for each way of seeing: loading the page anew is what takes time. */
async function checkStates(options, states) {
  const page = await open(browser, server.address, "", { ...DESKTOP, ...options });
  for (const [name, hash] of Object.entries(states)) {
    await go(page, hash);
    if (hash.includes("place=gn:1")) await page.waitForSelector("#panel .card");
    const opened = { filters: "#filters-button", downloads: "#download", share: "#share", "share-rtl": "#share" }[name];
    if (opened) await page.click(opened);
    if (name === "reasons") {
      await page.locator(".known summary").click();
      await page.locator(".card button", { hasText: "Why" }).first().click();
      await page.waitForSelector(".why");
    }
    await page.screenshot({ path: join(SHOTS, `${name}.png`) });
    assert.deepEqual(await violations(page), [], name);
    assert.deepEqual(await small(page), [], name);
    assert.ok((await overflow(page)) <= 0, `${name} is wider than its window`);
    assert.deepEqual(page.faults(), [], name);
    if (opened) await page.keyboard.press("Escape");
  }
  await page.end();
}

test("no accessibility violation in any state: light", async () => {
  const id = await placeId(server.address, "Palmyra");
  await checkStates({}, {
    light: "", panel: `#place=${id}`, reasons: `#place=${id}&q=palmyra`, empty: "#q=nowhere", filters: "#role=all", downloads: "", gone: "#place=gn:0", share: "",
    period: "#datetime=2015-05-01/2015-05-31", rtl: `#ui=ar&place=${id}`,
  });
});

test("no accessibility violation in any state: dark", async () => {
  const id = await placeId(server.address, "Palmyra");
  await checkStates({ colorScheme: "dark" }, { dark: "", "panel-dark": `#place=${id}`, "rtl-list": "#ui=ar", "share-rtl": "#ui=ar&theme=dark" });
});

test("no accessibility violation in any state: a phone", async () => {
  const id = await placeId(server.address, "Palmyra");
  await checkStates(PHONE, { mobile: "", "mobile-panel": `#place=${id}` });
});

test("the article page is accessible too", async () => {
  const { articles } = await readIndex(server.address);
  for (const options of [{}, { colorScheme: "dark" }, PHONE]) {
    const page = await open(browser, server.address, "", { ...options, path: `articles/${articles.id[1]}`, ready: false });
    await page.waitForSelector("#article .text");
    await page.screenshot({ path: join(SHOTS, `article-${options.colorScheme ?? (options.isMobile ? "mobile" : "light")}.png`) });
    assert.deepEqual(await violations(page), []);
    assert.ok((await overflow(page)) <= 0);
    assert.deepEqual(page.faults(), []);
    await page.end();
  }
});

test("nothing scrolls sideways on a narrow phone", async () => {
  const id = await placeId(server.address, "Palmyra");
  const page = await open(browser, server.address, "", { ...PHONE, viewport: { width: 320, height: 700 } });
  for (const hash of ["", `#place=${id}`, "#ui=ar"]) {
    await go(page, hash);
    assert.ok((await overflow(page)) <= 0, hash);
    for (const [button, sheet] of [["#filters-button", "#filters"], ["#download", "#formats"]]) {
      await page.click(button);
      await page.waitForSelector(`${sheet} > *`);
      assert.ok((await overflow(page)) <= 0, `${hash} with ${sheet}`);
      await page.keyboard.press("Escape");
    }
  }
  await page.end();
});

test("right to left mirrors the page, not the map and not the timeline", async () => {
  const page = await open(browser, server.address);
  const boxes = () => page.evaluate(() => Object.fromEntries(["#side", "#map-box"].map((it) => [it, document.querySelector(it).getBoundingClientRect().x])));
  const before = await boxes();
  assert.ok(before["#side"] < before["#map-box"]);
  await page.click("#language");
  await until(page, () => document.documentElement.dir === "rtl");
  const after = await boxes();
  assert.ok(after["#side"] > after["#map-box"]);
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("#chart")).direction), "ltr");
  assert.match((await views(page)).hash, /ui=ar/);
  const order = await page.evaluate(() => ["from", "to"].map((it) => document.querySelector(`[data-part=${it}]`).getBoundingClientRect().x));
  assert.ok(order[0] < order[1]);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("without WebGL the list and the timeline work and the map says why it does not", async () => {
  const plain = await launch(["--disable-3d-apis"]);
  const page = await open(plain, server.address, "", { allow: [/WebGL/i, /GPU/i] });
  assert.match(await page.locator("#map-note").textContent(), /WebGL/);
  await page.locator("#list .place").first().click();
  await page.waitForSelector("#panel .card");
  assert.deepEqual(page.faults(), []);
  await plain.close();
});

test("a failing index can be tried again", async () => {
  let failing = true;
  const prepare = (page) => page.route("**/index.bin", (route) => (failing ? route.fulfill({ status: 500, json: { title: "Broken", detail: "the store is away" } }) : route.continue()));
  const page = await open(browser, server.address, "", { ready: false, prepare, allow: [/500/] });
  await page.waitForSelector("#failure button");
  assert.match(await page.locator("#failure").textContent(), /index\.bin.*the store is away/);
  assert.deepEqual(await violations(page), []);
  failing = false;
  await page.click("#failure button");
  await settled(page);
  assert.ok((await views(page)).listed > 0);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("failing sentences can be tried again, the list stays", async () => {
  let failing = true;
  const prepare = (page) => page.route("**/collections/mentions/items**", (route) => (failing ? route.abort() : route.continue()));
  const page = await open(browser, server.address, "", { prepare, allow: [/ERR_FAILED/] });
  await page.locator("#list .place").first().click();
  await page.waitForSelector("#panel-retry");
  assert.deepEqual(await violations(page), []);
  failing = false;
  await page.click("#panel-retry");
  await page.waitForSelector("#panel .card");
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("an old link to a place that is gone says so", async () => {
  const page = await open(browser, server.address, "#place=gn:0");
  for (const id of ["gn:0", "__proto__", "constructor"]) {
    await go(page, `#place=${id}`);
    assert.match(await page.locator("#panel").textContent(), /not known here/);
    await page.click("#back");
    await page.waitForSelector("#list .place");
  }
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("the clock of the reader does not move any day", async () => {
  const shown = [];
  for (const timezoneId of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    const page = await open(browser, server.address, "#datetime=2015-05-01/2015-05-31", { timezoneId });
    const { list } = await views(page);
    shown.push({ list, period: await page.locator("#period").textContent(), from: await page.locator("#from").inputValue() });
    await page.end();
  }
  assert.deepEqual(shown[0], shown[1]);
  assert.equal(shown[0].from, "2015-05-01");
});
