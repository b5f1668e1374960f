// The basemap's archive, read as the page reads it: what news maps need is there.

import assert from "node:assert/strict";
import { openSync, readSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { PMTiles } from "pmtiles";
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { tileId } from "../../basemap/pmtiles.mjs";

const file = openSync(fileURLToPath(new URL("../../dist/basemap/world.pmtiles", import.meta.url)));
const archive = new PMTiles({
  getKey: () => "world",
  getBytes: async (offset, length) => {
    const data = Buffer.alloc(length);
    readSync(file, data, 0, length, offset);
    return { data: new Uint8Array(data).buffer };
  },
});

/** The features of a layer around a point, with their lines in degrees. */
async function around(lon, lat, z, layer) {
  const n = 2 ** z;
  const sine = Math.sin((lat * Math.PI) / 180);
  const [x, y] = [Math.floor((lon / 360 + 0.5) * n), Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * n)];
  const { data } = await archive.getZxy(z, x, y);
  const { layers } = new VectorTile(new PbfReader(data));
  return Array.from({ length: layers[layer]?.length ?? 0 }, (_, i) => layers[layer].feature(i).toGeoJSON(x, y, z));
}

test("tiles are numbered along the Hilbert curve", () => {
  assert.deepEqual([tileId(0, 0, 0), tileId(1, 0, 0), tileId(1, 0, 1), tileId(1, 1, 1), tileId(1, 1, 0), tileId(2, 0, 0)], [0, 1, 2, 3, 4, 5]);
  assert.equal(tileId(12, 3423, 1763), 19078479);
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
