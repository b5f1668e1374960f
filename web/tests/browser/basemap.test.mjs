// A basemap of the user's own: an archive of vector tiles or pictures, or a style of another host.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import GeoJSONVT from "geojson-vt";
import vtpbf from "vt-pbf";
import { archive } from "../../basemap/pmtiles.mjs";
import { go, launch, open, publish, serve, until, views } from "./harness.mjs";

const folder = mkdtempSync(join(tmpdir(), "tadmur-basemap-"));
let browser;
before(async () => { browser = await launch(); });
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A picture of one pixel: rgb(255, 0, 0). */
const RED = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC", "base64");

function file(name, bytes) {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

/** Land everywhere but for a sea, and a town, in the scheme of Protomaps. */
function vectorTiles() {
  const box = (west, south, east, north) => ({ type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] });
  const layer = (geometry, tags = {}) => new GeoJSONVT({ type: "Feature", properties: tags, geometry }, { maxZoom: 1, indexMaxZoom: 1 }).getTile(0, 0, 0);
  const layers = {
    earth: layer(box(-179, -84, 179, 84)),
    water: layer(box(0, 30, 30, 40)),
    places: layer({ type: "Point", coordinates: [39, 40] }, { name: "Erzincan", "name:ar": "أرزينجان" }),
  };
  const bytes = Buffer.from(vtpbf.fromGeojsonVt(layers, { version: 2 }));
  return archive([{ z: 0, x: 0, y: 0, bytes }], { maxZoom: 0, layers: Object.keys(layers).map((id) => ({ id, fields: {} })) });
}

/** The same file with pictures in place of vector tiles. */
function pictureTiles() {
  const bytes = archive([{ z: 0, x: 0, y: 0, bytes: RED }], { maxZoom: 0, layers: [] });
  bytes.writeUInt8(2, 99);
  return bytes;
}

/** How many of the map's pixels are pure red. */
function red(page) {
  return page.evaluate(() => {
    const { map } = globalThis.tadmur;
    map.redraw();
    const gl = map.getCanvas();
    const canvas = Object.assign(document.createElement("canvas"), { width: gl.width, height: gl.height });
    const context = canvas.getContext("2d");
    context.drawImage(gl, 0, 0);
    const { data } = context.getImageData(0, 0, gl.width, gl.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] > 250 && data[i + 1] < 5 && data[i + 2] < 5) n++;
    return n / (data.length / 4);
  });
}

/** The places of the map as without any basemap of its own, and nothing of the built-in one. */
async function check(page, asked) {
  const { listed, mentions, dots } = await views(page);
  assert.ok(dots > 0 && dots <= listed && listed === mentions);
  assert.ok(!asked.some((it) => /world\.pmtiles|labels\.json/.test(it)), "the built-in basemap is not fetched");
}

const noting = (asked) => (page) => { page.on("request", (it) => asked.push(it.url())); };

test("an archive of vector tiles is drawn in the page's colors, with names in its language", async () => {
  const server = await serve({}, { options: ["--basemap", file("vector.pmtiles", vectorTiles())] });
  const asked = [];
  const page = await open(browser, server.address, "#map=4/37/38", { prepare: noting(asked) });
  await check(page, asked);
  const drawn = () => page.evaluate(() => globalThis.tadmur.map.queryRenderedFeatures().map((it) => it.layer.id));
  const layers = await drawn();
  for (const it of ["own-earth", "own-water", "own-places"]) assert.ok(layers.includes(it), `${it} among ${[...new Set(layers)]}`);
  assert.equal(await page.locator("#attribution").textContent(), "Natural Earth");
  await go(page, "#map=4/37/38&theme=dark&ui=ar");
  assert.ok((await drawn()).includes("own-places"));
  assert.deepEqual(page.faults(), []);
  await page.end();
  await server.stop();
});

test("an archive of pictures is drawn as it is, from a folder of files too", async () => {
  const options = ["--basemap", file("pictures.pmtiles", pictureTiles())];
  for (const host of [await serve({}, { options }), await publish(options)]) {
    const asked = [];
    const page = await open(browser, host.address, "#map=3/35/38", { prepare: noting(asked) });
    await check(page, asked);
    assert.ok(await red(page) > 0.5);
    assert.deepEqual(page.faults(), []);
    await page.end();
    await host.stop();
  }
});

/** Somebody's host of a style and its pictures, whose names are those of our own layers and sources. */
async function foreign() {
  const host = createServer((request, answer) => {
    const head = { "access-control-allow-origin": "*" };
    if (request.url.startsWith("/style.json?key=a&b=c")) {
      const at = `http://127.0.0.1:${host.address().port}`;
      return answer.writeHead(200, { ...head, "content-type": "application/json" }).end(JSON.stringify({
        version: 8, name: "Red",
        sources: { places: { type: "raster", tiles: [`${at}/{z}/{x}/{y}.png`], tileSize: 256, attribution: "&copy; <a href='x'>Red maps</a><script>alert(1)</script>" } },
        layers: [{ id: "names", type: "background", paint: { "background-color": "#00f" } }, { id: "dots", type: "raster", source: "places" }],
      }));
    }
    if (/\.png$/.test(request.url)) return answer.writeHead(200, { ...head, "content-type": "image/png" }).end(RED);
    return answer.writeHead(404, head).end();
  });
  await new Promise((done) => host.listen(0, "127.0.0.1", done));
  const stop = () => {
    host.closeAllConnections();
    return new Promise((done) => host.close(done));
  };
  return { host: `127.0.0.1:${host.address().port}`, stop };
}

test("a style of another host lies beneath the places, and the page says that it needs the network", async () => {
  const [theirs, other] = [await foreign(), await foreign()];
  const server = await serve({}, { options: ["--basemap", `http://${theirs.host}/style.json?key=a&b=c`] });
  const asked = [];
  const page = await open(browser, server.address, "#map=3/35/38", { prepare: noting(asked), allow: [new RegExp(`request to http://${theirs.host}/`)] });
  await check(page, asked);
  assert.ok(await red(page) > 0.5);
  const words = () => page.locator("#attribution").textContent();
  assert.match(await words(), new RegExp(`Red maps.*${theirs.host}: this basemap needs the network`));
  await go(page, "#map=3/35/38&ui=ar");
  assert.match(await words(), /الشبكة/);
  assert.deepEqual(page.faults(), []);

  // No other host may be asked, not even now.
  const refused = await page.evaluate((url) => fetch(url).then(() => "answered", () => "refused"), `http://${other.host}/1.png`);
  assert.equal(refused, "refused");
  await page.end();
  await Promise.all([server.stop(), theirs.stop(), other.stop()]);
});

test("when the style cannot be had the built-in basemap is drawn, and the page says why", async () => {
  const theirs = await foreign();
  const server = await serve({}, { options: ["--basemap", `http://${theirs.host}/gone.json`] });
  const page = await open(browser, server.address, "", { allow: [new RegExp(`request to http://${theirs.host}/`), /404/] });
  assert.match(await page.locator("#attribution").textContent(), /Natural Earth.*404/);
  await until(page, () => globalThis.tadmur.map.queryRenderedFeatures({ layers: ["land"] }).length > 0);
  assert.ok((await views(page)).dots > 0);
  assert.deepEqual(page.faults(), []);
  await page.end();
  await Promise.all([server.stop(), theirs.stop()]);
});
