import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { collection } = await load("topojson");
const world = JSON.parse(readFileSync(new URL("../../dist/basemap/world.json", import.meta.url), "utf8"));

test("the basemap decodes to lines and areas on Earth", () => {
  for (const name of ["land", "borders", "disputed", "admin1", "rivers", "lakes"]) {
    const { features } = collection(world, name);
    assert.ok(features.length > 0, name);
    for (const { geometry } of features) {
      const numbers = geometry.coordinates.flat(Infinity);
      for (let i = 0; i < numbers.length; i += 2) {
        const [lon, lat] = [numbers[i], numbers[i + 1]];
        assert.ok(lon >= -180.01 && lon <= 540 && Math.abs(lat) <= 90.01, `${name} ${lon} ${lat}`);
      }
    }
  }
  assert.deepEqual(collection(world, "nothing").features, []);
});

test("every ring of land is closed", () => {
  for (const { geometry } of collection(world, "land").features) {
    for (const polygon of geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates) {
      for (const ring of polygon) assert.deepEqual(ring[0], ring.at(-1));
    }
  }
});

test("the Euphrates runs through Raqqa and Deir ez-Zor", () => {
  const points = collection(world, "rivers").features.filter((it) => it.properties.en === "Euphrates").flatMap((it) => it.geometry.coordinates.flat(it.geometry.type === "LineString" ? 0 : 1));
  for (const [lon, lat] of [[39.01, 35.95], [40.14, 35.34]]) {
    assert.ok(points.some(([x, y]) => Math.hypot(x - lon, y - lat) < 0.4));
  }
});
