// Ten windows on one server: a browser keeps six connections to a host, and a stream of events holds one of them for good.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, readIndex, serve, settled, until, withIndex } from "./harness.mjs";

const TOKEN = "a-token-of-some-length";

let server;
let browser;
before(async () => {
  server = await serve({ "one.txt": "Published: 20 May 2015\n\nShells fell on Homs on Tuesday, residents said.\n" }, { token: TOKEN });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Pages of one browser that are all looked at, as windows side by side are, and which of them hold a stream. */
async function windows(count, prepare) {
  const first = await open(browser, server.address, "", { prepare, viewport: { width: 800, height: 480 } });
  const context = first.context();
  const streams = new Map();
  const ended = (request) => streams.delete(request);
  context.on("request", (it) => /\/events$/.test(it.url()) && streams.set(it, it.frame().page()));
  context.on("requestfinished", ended);
  context.on("requestfailed", ended);
  await first.reload();
  const pages = [first];
  while (pages.length < count) {
    const page = await context.newPage();
    await prepare?.(page);
    await page.goto(server.address);
    pages.push(page);
  }
  for (const page of pages) await settled(page);
  const listening = () => [...streams.values()].filter((it) => !it.isClosed());
  return { pages, listening, end: () => context.close() };
}

/** Opens a place and closes it; then nobody is reading. */
async function read(page) {
  await page.locator("#list .place").first().click();
  await page.waitForSelector("#panel .card");
  await page.click("#back");
  await until(page, () => document.activeElement.classList.contains("place"));
  await page.focus("#q");
}

/** Takes in an article that names one more place. */
async function tell(sentence) {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "text/plain" };
  const { status } = await fetch(new URL("articles", server.address), { method: "POST", headers, body: `Published: 21 May 2015\n\n${sentence}\n` });
  assert.equal(status, 201);
}

const shows = (page, place) => until(page, (name) => globalThis.tadmur?.data().index.places.label.includes(name), place);

test("ten windows work at once; one listens and tells the others, and another takes over when it goes", async () => {
  const { pages, listening, end } = await windows(10);
  const seen = await Promise.all(pages.map((it) => it.evaluate(() => document.visibilityState)));
  assert.deepEqual(seen, Array(10).fill("visible"));
  assert.equal(listening().length, 1);
  for (const page of pages) {
    await read(page);
  }
  await tell("Two schools in Raqqa were closed on Monday, teachers said.");
  await Promise.all(pages.map((it) => shows(it, "Raqqa")));

  const [one] = listening();
  await one.close();
  const left = pages.filter((it) => it !== one);
  await tell("The market of Idlib was open on Monday, traders said.");
  await Promise.all(left.map((it) => shows(it, "Idlib")));
  assert.equal(listening().length, 1);
  await end();
});

test("a window that comes while another listens hears what it missed", async () => {
  const { pages, listening, end } = await windows(2);
  const late = pages.find((it) => it !== listening()[0]);
  const before = await readIndex(server.address);
  await tell("Rain fell on Latakia on Monday, sailors said.");
  await Promise.all(pages.map((it) => shows(it, "Latakia")));
  await withIndex(late, () => before, { times: 1 });
  await late.reload();
  await shows(late, "Latakia");
  assert.equal(listening().length, 1);
  await end();
});

test("where windows cannot agree on one, none holds a stream", async () => {
  // As on plain http in a local network, where the browser offers no locks.
  const prepare = async (page) => {
    await page.clock.install();
    await page.addInitScript(() => { delete Navigator.prototype.locks; });
  };
  const { pages, listening, end } = await windows(7, prepare);
  for (const page of pages) {
    await read(page);
  }
  // Only a glance may be under way.
  for (let frames = 0; listening().length > 0 && frames < 100; frames++) await pages[0].evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(listening().length, 0);
  await tell("Snow fell on Damascus on Monday, drivers said.");
  await Promise.all(pages.map(async (it) => {
    await it.clock.fastForward(16_000);
    await shows(it, "Damascus");
  }));
  await end();
});
