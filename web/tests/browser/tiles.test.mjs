// MapLibre reads the vector tiles that the server gives by their TileJSON, with a filter of time.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { json, launch, open, serve, until } from "./harness.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** What MapLibre draws of the tiles: the ids of places, sorted, each once. */
async function drawn(page, name, collection, query) {
  const source = { type: "vector", url: new URL(`tiles/${collection}.json${query}`, page.url()).href };
  await page.evaluate(({ name, collection, source }) => {
    const { map } = globalThis.tadmur;
    map.addSource(name, source);
    map.addLayer({ id: name, type: "circle", source: name, "source-layer": collection });
  }, { name, collection, source });
  const ids = await until(page, (layer) => {
    const { map } = globalThis.tadmur;
    if (!map.isSourceLoaded(layer) || !map.loaded()) return null;
    const found = map.queryRenderedFeatures({ layers: [layer] }).map((it) => it.properties.place_id);
    return found.length > 0 && [...new Set(found)].sort();
  }, name);
  return ids;
}

test("MapLibre draws the tiles of places and mentions, and those of a month", async () => {
  const server = await serve();
  // all of the world in view
  const page = await open(browser, server.address, "#map=0/0/0");
  for (const query of ["", "?datetime=2016-12-01/2016-12-31"]) {
    const { features } = await json(server.address, `collections/places/items${query}`);
    const expected = features.map((it) => it.id).sort();
    for (const collection of ["places", "mentions"]) {
      assert.deepEqual(await drawn(page, `tiles of ${collection}${query}`, collection, query), expected, `${collection}${query}`);
    }
  }
  assert.deepEqual(page.faults(), []);
  await page.end();
  await server.stop();
});
