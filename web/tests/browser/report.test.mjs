// Saying from the page that a place or a time is wrong: what becomes of it, and what is told when nothing does.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { json, launch, open, placeId, readIndex, serve, SHOTS, small, until, violations } from "./harness.mjs";

const TOKEN = "a-token-of-some-length";
const ARTICLES = {
  "homs.txt": "Published: 20 May 2015\n\nShells fell on Homs on Tuesday, residents said. Nobody was hurt in Latakia.\n",
  "aleppo.txt": "Published: 21 May 2015\n\nThe road from Idlib to Aleppo was closed on Wednesday, drivers said.\n",
};
/** The browser itself writes refused requests to its console. */
const REFUSED = [/status of 40[013]/];

let server;
let browser;
before(async () => {
  server = await serve(ARTICLES, { token: TOKEN });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function openPlace(name, { address = server.address, hash = "", ...options } = {}) {
  const id = await placeId(address, name);
  const page = await open(browser, address, `#place=${id}${hash}`, { allow: REFUSED, ...options });
  await page.waitForSelector("#panel .card");
  return page;
}

async function ask(page, choice) {
  await page.locator("#panel .card button[aria-haspopup=dialog]").first().click();
  await page.waitForSelector("#report[open]");
  if (choice) await page.check(`#report [value=${choice}]`);
}

async function send(page, token) {
  if (token) await page.fill("#report-token", token);
  await page.click("#report .send");
}

const alert = (page) => page.locator("#report .message[role=alert]:not(:empty)").textContent();
/** Until the page's data have, or have not, a mention of the place. */
const mentioned = (page, name, wanted) => until(page, ([label, is]) => {
  const { index } = globalThis.tadmur.data();
  const at = index.places.label.indexOf(label);
  return (at >= 0 && index.mentions.place.includes(at)) === is;
}, [name, wanted]);

test("another place is chosen, the map follows, and it is taken back", async () => {
  const page = await openPlace("Homs");
  await ask(page, "place");
  await send(page, TOKEN);
  assert.match(await alert(page), /choose it/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "report-place");
  await page.fill("#report-place", "Hama");
  await page.locator("#report .found label", { hasText: /^Hama /i }).first().click();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await small(page), []);
  await page.screenshot({ path: join(SHOTS, "report.png") });

  await send(page, "not-the-token-of-it");
  assert.match(await alert(page), /not the token/);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), "report-token");
  await send(page, TOKEN);
  await page.locator("#report .message[role=status]", { hasText: "Kept" }).waitFor();
  await mentioned(page, "Hama", true);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await page.evaluate(() => [sessionStorage.length, localStorage.length]), [1, 0]);

  await page.click("#report .undo");
  await page.locator("#report .message[role=status]", { hasText: "Taken back" }).waitFor();
  await mentioned(page, "Hama", false);
  await mentioned(page, "Homs", true);
  await page.click("#report .end");
  await until(page, () => !document.querySelector("#report"));
  await until(page, () => document.activeElement.closest("#panel") !== null);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("with keys alone a time is set right; the token is asked for once", async () => {
  const page = await openPlace("Latakia");
  await page.locator("#panel .card button[aria-haspopup=dialog]").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("#report[open]");
  assert.equal(await page.evaluate(() => document.activeElement.value), "right");
  await page.keyboard.press("ArrowUp"); // round to the last one
  await page.keyboard.press("Tab");
  await page.keyboard.type("soon");
  await page.keyboard.press("Tab");
  await page.keyboard.type(TOKEN);
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelector("#report .message").textContent.includes("soon"));
  await page.keyboard.press("Shift+Tab"); // from the button to the token
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("2013-08");
  await page.keyboard.press("Enter");
  await page.locator("#report .message[role=status]", { hasText: "Kept" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#panel .card .when", { hasText: "August 2013" }).first().waitFor();
  await until(page, () => document.activeElement.closest("#panel") !== null);

  await ask(page, "right");
  assert.equal(await page.locator("#report-token").count(), 0);
  await send(page);
  await page.locator("#report .message[role=status]", { hasText: "Kept" }).waitFor();
  await page.keyboard.press("Escape");
  await ask(page);
  await page.locator("#report button", { hasText: "Forget" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "report-token");
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await send(page);
  assert.match(await alert(page), /Say what is wrong/);
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("the article's page has the same for every mention, and shows what became of it", async () => {
  const { articles } = await readIndex(server.address);
  const all = await Promise.all(articles.id.map((it) => json(server.address, `articles/${it}`)));
  const article = all.find((it) => it.text.includes("Idlib"));
  for (const options of [{}, { colorScheme: "dark", locale: "ar" }]) {
    const page = await open(browser, server.address, "", { ...options, path: `articles/${article.id}`, ready: false, allow: REFUSED });
    await page.waitForSelector("#article .text");
    assert.equal(await page.locator(".spot-report").count(), await page.locator("#article mark").count());
    const name = page.locator("mark", { hasText: /^Idlib$/ });
    const button = page.locator("mark:has(:text-is('Idlib')) + .spot-report");
    assert.match(await button.getAttribute("aria-label"), /Idlib$/);
    await button.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#report[open]");
    await page.check("#report [value=wrong]");
    assert.deepEqual(await violations(page), []);
    if (options.locale) {
      assert.match(await page.locator("#report h2").textContent(), /الخطأ/);
      await page.screenshot({ path: join(SHOTS, "report-rtl.png") });
    } else {
      await send(page, TOKEN);
      await until(page, () => ![...document.querySelectorAll("#article mark.name")].some((it) => it.textContent === "Idlib"));
      await page.click("#report .undo");
      await name.and(page.locator(".name")).waitFor();
      await page.click("#report .end");
      await until(page, () => document.activeElement.matches("#article mark, #article h1, .spot-report"));
    }
    assert.deepEqual(page.faults(), []);
    await page.end();
  }
});

test("a server that keeps nothing says so before anybody types", async () => {
  const closed = await serve(ARTICLES);
  const page = await openPlace("Homs", { address: closed.address });
  await ask(page);
  assert.match(await alert(page), /takes no corrections/);
  assert.equal(await page.locator("#report form").count(), 0);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.faults(), []);
  await page.end();
  await closed.stop();
});

test("a server that went away keeps what was typed for another try", async () => {
  const page = await openPlace("Homs", { allow: [...REFUSED, /ERR_FAILED/] });
  await ask(page, "wrong");
  let away = true;
  await page.route("**/verdict", (route) => (away ? route.abort() : route.fulfill({ json: {} })));
  await send(page, TOKEN);
  assert.match(await alert(page), /does not answer/);
  assert.equal(await page.inputValue("#report-token"), TOKEN);
  away = false;
  await send(page);
  await page.locator("#report .message[role=status]", { hasText: "Kept" }).waitFor();
  assert.deepEqual(page.faults(), []);
  await page.end();
});

test("the dialog fits a narrow phone", async () => {
  const page = await openPlace("Homs", { hash: "&ui=ar", viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });
  await ask(page, "place");
  await page.fill("#report-place", "حلب");
  await page.locator("#report .found label").first().waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
  assert.deepEqual(await page.evaluate(() => {
    const { x, y, right, bottom } = document.querySelector("#report").getBoundingClientRect();
    return [x >= 0, y >= 0, right <= innerWidth, bottom <= innerHeight];
  }), Array(4).fill(true));
  await page.screenshot({ path: join(SHOTS, "report-mobile.png") });
  assert.deepEqual(await violations(page), []);
  await page.end();
});
