// Articles are data: whatever stands in them is shown as text and breaks nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { json, launch, open, readIndex, serve, settled, until, withIndex } from "./harness.mjs";

const MARKUP = `</script><script>globalThis.broken = 1</script><img src=x onerror="globalThis.broken = 2">`;
const OVERRIDE = "\u202eereht\u202c \u2066isolate";

let server;
let browser;
before(async () => {
  const articles = {
    "markup.txt": `The siege lasted for weeks, witnesses said.\n\nFighting reached Palmyra ${MARKUP} in May 2015, they told reporters.\n\nIn Aleppo ${OVERRIDE} nothing moved in June 2015.\n`,
    "long.txt": `Homs ${"x".repeat(1_000_000)} and Idlib in July 2015.\n`,
    "astral.txt": "\u{1f3db}\u{1f3fa} The ruins \u{1033a} of Palmyra \u{1f3db} were seen in August 2015.\n",
    "zero.txt": "Raqqa \u0000 was quiet\u0007 in 2014, and Latakia too.\n",
  };
  server = await serve(articles);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("markup and bidi overrides in an article are shown, not obeyed", async () => {
  const page = await open(browser, server.address);
  for (const place of ["Palmyra", "Aleppo"]) {
    await page.locator("#list .place", { hasText: place }).first().click();
    await page.waitForSelector("#panel .card");
    await page.click("#back");
    await page.waitForSelector("#list .place");
  }
  await page.locator("#list .place", { hasText: "Palmyra" }).first().click();
  await page.waitForSelector("#panel .card");
  assert.match(await page.locator("#panel").textContent(), /<img src=x onerror=/);
  assert.equal(await page.locator("#panel img, #panel script").count(), 0);
  assert.equal(await page.evaluate(() => globalThis.broken), undefined);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("names are marked where they stand, beyond the Basic Multilingual Plane too", async () => {
  const { articles } = await readIndex(server.address);
  for (const id of articles.id) {
    const page = await open(browser, server.address, "", { path: `articles/${id}`, ready: false });
    await page.waitForSelector("#article .text");
    const article = await json(server.address, `articles/${id}`);
    const marked = await page.locator("#article mark").allTextContents();
    const points = [...article.text];
    assert.deepEqual(marked, article.mentions.map((it) => points.slice(it.start, it.end).join("")));
    assert.equal(await page.evaluate(() => globalThis.broken), undefined);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
    assert.deepEqual(page.faults(), []);
    await page.end();
  }
});

test("a place with a very long sentence opens", async () => {
  const page = await open(browser, server.address);
  await page.locator("#list .place", { hasText: "Homs" }).first().click();
  await page.waitForSelector("#panel .card");
  await settled(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("places that are called like the insides of the language are places like any other", async () => {
  const index = await readIndex(server.address);
  const { places } = index;
  const names = ["__proto__", "constructor", "toString"];
  names.forEach((name, i) => {
    for (const column of ["id", "label", "label_ar", "kind", "country"]) places[column][i] = name;
  });
  const literal = index.mentions.place.filter((it, i) => it < names.length && index.mentions.role[i] === "literal").length;
  assert.ok(places.id.length > names.length && literal > 0);
  const prepare = (page) => withIndex(page, () => index);
  const page = await open(browser, server.address, "#role=all", { prepare, allow: [/404/] });
  for (const name of names) {
    await page.locator(`#list [data-place="${name}"]`).click();
    await page.waitForSelector("#panel h2");
    assert.equal(await page.locator("#panel h2 bdi").first().textContent(), name);
    await page.click("#back");
    await page.waitForSelector("#list .place");
  }
  await page.click("#filters-button");
  await page.selectOption("#facet-kind", "__proto__");
  await until(page, () => location.hash.includes("kind=__proto__"));
  assert.equal(await page.locator("#list .place").count(), 1);
  assert.deepEqual(page.faults(), []);
  await page.end();
});
