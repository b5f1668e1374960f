// The basemap's archive, read as the page reads it: what news maps need is there.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { openSync, readSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { PMTiles, zxyToTileId } from "pmtiles";
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { archive as written, tileId } from "../../basemap/pmtiles.mjs";
import { load } from "./load.mjs";

const { readPmtiles, tileId: ours } = await load("../tests/unit/modules");

const file = openSync(fileURLToPath(new URL("../../dist/basemap/world.pmtiles", import.meta.url)));
async function piece(offset, length) {
  const data = Buffer.alloc(length);
  return new Uint8Array(data.subarray(0, readSync(file, data, 0, length, offset))).buffer;
}
const archive = await readPmtiles(piece);
/** The reader of those who made the format. */
const theirs = new PMTiles({ getKey: () => "world", getBytes: async (offset, length) => ({ data: await piece(offset, length) }) });

/** The features of a layer around a point, with their lines in degrees. */
async function around(lon, lat, z, layer) {
  const n = 2 ** z;
  const sine = Math.sin((lat * Math.PI) / 180);
  const [x, y] = [Math.floor((lon / 360 + 0.5) * n), Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * n)];
  const data = await archive.tile(z, x, y);
  const { layers } = new VectorTile(new PbfReader(new Uint8Array(data)));
  return Array.from({ length: layers[layer]?.length ?? 0 }, (_, i) => layers[layer].feature(i).toGeoJSON(x, y, z));
}

test("tiles are numbered along the Hilbert curve", () => {
  assert.deepEqual([tileId(0, 0, 0), tileId(1, 0, 0), tileId(1, 0, 1), tileId(1, 1, 1), tileId(1, 1, 0), tileId(2, 0, 0)], [0, 1, 2, 3, 4, 5]);
  assert.equal(tileId(12, 3423, 1763), 19078479);
  for (let z = 0; z <= 22; z++) {
    const [x, y] = [0.6, 0.37].map((it) => Math.floor(it * 2 ** z));
    assert.deepEqual([ours(z, x, y), tileId(z, x, y)], Array(2).fill(zxyToTileId(z, x, y)));
  }
});

test("an archive is read as its makers read it", async () => {
  for (let z = 0; z <= 7; z++) {
    for (let i = 0; i < 12; i++) {
      const [x, y] = [(i * 37) % 2 ** z, (i * 53) % 2 ** z];
      const [tile, expected] = [await archive.tile(z, x, y), await theirs.getZxy(z, x, y)];
      assert.deepEqual(tile && Buffer.from(tile), expected ? Buffer.from(expected.data) : null, `${z}/${x}/${y}`);
    }
  }
  const { minZoom, maxZoom, vector, metadata } = archive.head;
  const header = await theirs.getHeader();
  assert.deepEqual([minZoom, maxZoom, vector, metadata], [header.minZoom, header.maxZoom, header.tileType === 1, await theirs.getMetadata()]);
});

test("gaps, runs of equal tiles and directories below directories are found", async () => {
  const tiles = [];
  for (let x = 0; x < 128; x++) for (let y = 0; y < 128; y++) if (x % 5 !== 0) tiles.push({ z: 7, x, y, bytes: Buffer.from(y < 9 ? "sea" : `${x} ${y}`) });
  const bytes = written(tiles, { maxZoom: 7, layers: [] });
  const reader = await readPmtiles(async (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)).buffer);
  for (const { z, x, y, bytes: expected } of tiles) assert.deepEqual(Buffer.from(await reader.tile(z, x, y)), expected, `${x} ${y}`);
  for (let y = 0; y < 128; y++) assert.equal(await reader.tile(7, 5, y), null);
  assert.equal(await reader.tile(6, 0, 0), null);
});

test("no byte is read twice, and what was handed out may be given away", async () => {
  const bytes = written([0, 1, 2, 3].map((i) => ({ z: 1, x: i & 1, y: i >> 1, bytes: Buffer.from(randomBytes(20_000)) })), { maxZoom: 1, layers: [] });
  const read = [];
  const reader = await readPmtiles(async (offset, length) => {
    read.push([offset, length]);
    return new Uint8Array(bytes.subarray(offset, offset + length)).buffer;
  });
  const [one, same] = await Promise.all([reader.tile(1, 1, 1), reader.tile(1, 1, 1)]);
  structuredClone(one, { transfer: [one] });
  assert.equal(one.byteLength, 0);
  assert.equal(same.byteLength, 20_000);
  assert.equal((await reader.tile(1, 1, 1)).byteLength, 20_000);
  assert.equal(read.length, 2, read.join(" "));
});

test("a tile that could not be read is asked for again", async () => {
  const bytes = written([{ z: 0, x: 0, y: 0, bytes: Buffer.from(randomBytes(20_000)) }], { maxZoom: 0, layers: [] });
  let broken = true;
  const reader = await readPmtiles(async (offset, length) => {
    if (offset > 0 && broken) throw new Error("away");
    return new Uint8Array(bytes.subarray(offset, offset + length)).buffer;
  });
  await assert.rejects(reader.tile(0, 0, 0), /away/);
  broken = false;
  assert.equal((await reader.tile(0, 0, 0)).byteLength, 20_000);
});

test("what is no archive is told as such", async () => {
  for (const text of ["", "PMTiles", `PMTiles\u0002${" ".repeat(200)}`, "x".repeat(200)]) {
    await assert.rejects(readPmtiles(async () => new TextEncoder().encode(text).buffer), /not PMTiles of version 3/);
  }
});

test("the Euphrates runs through Raqqa and Deir ez-Zor, in both languages", async () => {
  for (const [lon, lat] of [[39.0079, 35.9528], [40.1408, 35.3359]]) {
    const rivers = (await around(lon, lat, 6, "rivers")).filter((it) => it.properties.en === "Euphrates");
    assert.equal(rivers[0]?.properties.ar, "الفرات");
    const points = rivers.flatMap((it) => it.geometry.coordinates.flat(it.geometry.type === "LineString" ? 0 : 1));
    const nearest = Math.min(...points.map(([x, y]) => Math.hypot(x - lon, y - lat)));
    assert.ok(nearest < 0.1, `${nearest} degrees`);
  }
});

test("every layer has something where it should", async () => {
  for (const [layer, lon, lat] of [
    ["land", 38, 35], ["borders", 36, 33.5], ["disputed", 36, 33.5], ["admin1", 38, 35], ["provinces", 38, 35], ["towns", 37, 36], ["lakes", 43, 38.6], ["urban", 36.3, 33.5],
  ]) assert.ok((await around(lon, lat, 6, layer)).length > 0, layer);
  const towns = await around(37.16, 36.2, 6, "towns");
  assert.ok(towns.some((it) => it.properties.en === "Aleppo" && it.properties.ar === "حلب"));
  assert.ok((await around(0, 0, 0, "land")).length > 0);
});
