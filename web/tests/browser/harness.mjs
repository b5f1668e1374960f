// Starts the real server and Chromium, and knows how to wait until the page has settled. Conditions only, no sleeping.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { gunzipSync } from "node:zlib";
import { packed, unpacked } from "../unit/packed.mjs";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
];
/** Drawing without a graphics card on a busy machine is slow: this only ends a test that would never end. */
const PATIENCE = 60_000;
export const SHOTS = fileURLToPath(new URL("../../build/", import.meta.url));

function binary() {
  if (process.env.TADMUR_BIN) return process.env.TADMUR_BIN;
  const built = ["debug", "release"].map((it) => fileURLToPath(new URL(`../../../target/${it}/tadmur`, import.meta.url)));
  const found = built.filter(existsSync).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  if (!found) throw new Error(`no binary: build it with \`cargo build\` or set TADMUR_BIN (looked for ${built.join(", ")})`);
  return found;
}

/** `tadmur serve` on a free port: its address, and how to end it. Articles are file names and texts; none means the seeds.
 * With a token they are in a database, and who has the token may write. */
export async function serve(articles = {}, { token = "", options = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tadmur-web-"));
  for (const [name, text] of Object.entries(articles)) writeFileSync(join(folder, name), text);
  const paths = Object.keys(articles).length > 0 ? [folder] : [];
  const writable = token === "" ? [] : ["--db", join(folder, "kept.db")];
  const env = { ...process.env, ...(token === "" ? {} : { TADMUR_TOKEN: token }) };
  const child = spawn(binary(), ["serve", "--port", "0", ...options, ...writable, ...paths], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const address = await new Promise((found, failed) => {
    const listen = (chunk) => {
      said += chunk;
      const match = /http:\/\/[\d.:[\]a-f]+\//.exec(said);
      if (match) found(match[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", (code, signal) => {
      console.error(`the server ended by itself: code ${code}, signal ${signal}, ${said}`);
      failed(new Error(`the server ended with ${code}: ${said}`));
    });
  });
  const stop = () => new Promise((done) => {
    child.removeAllListeners("exit");
    child.on("exit", () => {
      rmSync(folder, { recursive: true, force: true });
      done();
    });
    child.kill("SIGINT");
  });
  return { address, stop };
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json", ".geojson": "application/geo+json", ".svg": "image/svg+xml" };

/** `tadmur publish` of the seeds, served by a plain host of files from a folder below its root: it knows neither queries nor ranges. */
export async function publish(options = []) {
  const root = mkdtempSync(join(tmpdir(), "tadmur-files-"));
  execFileSync(binary(), ["publish", join(root, "some", "folder"), ...options], { stdio: "ignore" });
  const host = createServer((request, answer) => {
    const { pathname } = new URL(request.url, "http://host");
    const file = join(root, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    if (!existsSync(file) || !statSync(file).isFile()) return answer.writeHead(404).end();
    answer.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
  });
  await new Promise((done) => host.listen(0, "127.0.0.1", done));
  const stop = () => {
    rmSync(root, { recursive: true, force: true });
    host.closeAllConnections();
    return new Promise((done) => host.close(done));
  };
  return { address: `http://127.0.0.1:${host.address().port}/some/folder/`, stop };
}

export function launch(more = []) {
  mkdirSync(SHOTS, { recursive: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...more] });
}

/** A page in a context of its own. `faults()` are console errors and requests to other hosts, less those that a test expects. */
export async function open(browser, address, hash = "", { allow = [], path = "", ready = true, prepare, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1040, height: 680 }, locale: "en-GB", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const faults = [];
  const note = (fault) => allow.some((it) => it.test(fault)) || faults.push(fault);
  page.on("console", (it) => ["error", "warning"].includes(it.type()) && note(`${it.type()}: ${it.text()}`));
  page.on("pageerror", (it) => note(`uncaught: ${it.message}`));
  page.on("request", (it) => new URL(it.url()).origin === new URL(address).origin || /^(data|blob):/.test(it.url()) || note(`request to ${it.url()}`));
  await prepare?.(page);
  await page.goto(address + path + hash);
  if (ready) await settled(page);
  return Object.assign(page, { faults: () => faults, end: () => context.close() });
}

/** Until the index is there, the views are drawn and the map has nothing left to do. */
export async function settled(page) {
  await page.waitForFunction(() => document.body.dataset.state === "ready", null, { polling: 100 });
  await page.waitForFunction(() => {
    const state = document.querySelector("#map").dataset.state;
    if (state === "none" || state === "failed") return true;
    const map = globalThis.tadmur?.map;
    const sought = document.querySelector("#q")?.value ?? "";
    if (sought !== "" && globalThis.tadmur?.matches() !== sought) return false;
    return state === "ready" && map && !map.isMoving() && map.loaded() && map.areTilesLoaded() && map.isSourceLoaded("places");
  }, null, { polling: 100 });
}

/** Shows another view on a page that is there already: far cheaper than loading it anew. */
export async function go(page, hash) {
  await page.evaluate((wanted) => new Promise((done) => {
    location.hash = wanted;
    requestAnimationFrame(() => requestAnimationFrame(done));
  }), hash);
  await settled(page);
}

/** The file that a click gives, in a format of the download's choice. */
export async function downloaded(page, format = "mentions.geojson") {
  await page.click("#download");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#formats [data-format="${format}"]`)]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  return found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? node.all[0]?.message ?? ""}`).join("; ")}`);
}

/** Controls smaller than 24 pixels (WCAG 2.5.8), those inside a sentence excepted. */
export function small(page) {
  return page.evaluate(() => [...document.querySelectorAll("button, select, input:not([type=radio]), a.button, [role=slider]")]
    .filter((it) => !it.matches(".text p *"))
    .map((it) => [it.id || it.className || it.tagName, it.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24) && box.height !== 18)
    .map(([name, box]) => `${name} ${box.width}x${box.height}`));
}

/** Until the function, run in the page, gives a true value; the value. */
export async function until(page, condition, argument = null) {
  const handle = await page.waitForFunction(condition, argument, { polling: 100 });
  return handle.jsonValue();
}

/** What each view says: they must agree. */
export async function views(page) {
  await settled(page);
  return page.evaluate(() => {
    const number = (text) => Number(text.replace(/\D/g, ""));
    const list = [...document.querySelectorAll("#list .place")].map((it) => [it.dataset.place, number(it.querySelector(".n").firstChild.data)]);
    const { map, result } = globalThis.tadmur ?? {};
    const layers = ["dots", "areas", "uncertain"];
    const drawn = map ? map.queryRenderedFeatures({ layers }).map((it) => it.properties) : [];
    const dots = [...new Map(drawn.map((it) => [it.key, it])).values()];
    return {
      list: Object.fromEntries(list),
      listed: list.reduce((sum, [, n]) => sum + n, 0),
      dots: dots.reduce((sum, it) => sum + it.n, 0),
      dotKeys: dots.map((it) => it.key).sort(),
      counted: number(document.querySelector("#count").textContent.split(" in ")[0]),
      mentions: result?.().mentions.length,
      hash: location.hash,
    };
  });
}

/** Every place in view: the numbers of all dots add up to the list. */
export async function fitAll(page) {
  await page.click(".fit");
  await settled(page);
}

export async function json(address, path, accept = "application/json, application/geo+json") {
  const response = await fetch(new URL(path, address), { headers: { accept } });
  assert.equal(response.status, 200, path);
  return response.json();
}

/** The index that is served, in lists. */
export async function readIndex(address) {
  const response = await fetch(new URL("index.bin", address));
  assert.equal(response.status, 200);
  const bytes = Buffer.from(await response.arrayBuffer());
  return unpacked(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
}

/** Answers with the index that the function gives, in lists. */
export function withIndex(page, index, options = {}) {
  return page.route("**/index.bin", (route) => route.fulfill({ contentType: "application/octet-stream", body: packed(index()) }), options);
}

/** The ids of the mentions that the server says pass. */
export async function passing(address, parameters) {
  const { features } = await json(address, `collections/mentions/items?limit=10000&${parameters}`);
  return features.map((it) => it.id).sort();
}

export async function placeId(address, label) {
  const { places } = await readIndex(address);
  const at = places.label.indexOf(label);
  assert.notEqual(at, -1, `no place is called ${label}`);
  return places.id[at];
}
