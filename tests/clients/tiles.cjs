// The tiles of zoom 0 to 7, read by @mapbox/vector-tile, hold every mention and every place once at each zoom.
// Usage: node tiles.cjs URL
const assert = require('node:assert/strict');
const load = (name) => import(require.resolve(name, { paths: [process.env.NODE_PATH] }));
const [url] = process.argv.slice(2);

const json = async (path) => (await fetch(url + path)).json();

/** Which tile a point lies in. */
function tileOf([lon, lat], z) {
  const side = 2 ** z;
  const sine = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return [Math.floor((lon / 360 + 0.5) * side), Math.floor(y * side)];
}

async function main() {
  const { VectorTile } = await load('@mapbox/vector-tile');
  const pbf = await load('pbf');
  const Reader = pbf.PbfReader ?? pbf.default;
  for (const collection of ['mentions', 'places']) {
    const { features } = await json(`/export/${collection}.geojson`);
    const tilejson = await json(`/tiles/${collection}.json`);
    const named = Object.keys(tilejson.vector_layers[0].fields);
    for (const z of [0, 3, 7]) {
      const tiles = new Set(features.map((it) => tileOf(it.geometry.coordinates, z).join('/')));
      const found = [];
      for (const at of tiles) {
        const [x, y] = at.split('/');
        const address = tilejson.tiles[0].replace('{z}', z).replace('{x}', x).replace('{y}', y);
        const answer = await fetch(address);
        assert.equal(answer.status, 200, address);
        assert.match(answer.headers.get('cache-control'), /immutable/);
        const tile = new VectorTile(new Reader(new Uint8Array(await answer.arrayBuffer())));
        assert.deepEqual(Object.keys(tile.layers), [collection]);
        const layer = tile.layers[collection];
        assert.equal(layer.version, 2);
        assert.equal(layer.extent, 4096);
        for (let n = 0; n < layer.length; n++) {
          const feature = layer.feature(n).toGeoJSON(Number(x), Number(y), z);
          for (const name of Object.keys(feature.properties)) assert(named.includes(name), name);
          found.push(feature);
        }
      }
      assert.equal(found.length, features.length, `${collection} at zoom ${z}`);
      const counted = (all) => all.map((it) => `${it.properties.place_id}`).sort();
      assert.deepEqual(counted(found), counted(features));
      const points = new Map(features.map((it) => [it.properties.place_id, it.geometry.coordinates]));
      for (const { geometry, properties } of found) {
        const [lon, lat] = points.get(properties.place_id);
        const near = 360 / 2 ** z / 4096;
        assert(Math.abs(geometry.coordinates[0] - lon) <= near, properties.place);
        assert(Math.abs(geometry.coordinates[1] - lat) <= near, properties.place);
      }
    }
    console.log(`tiles: ${features.length} ${collection} at zoom 0, 3 and 7`);
  }
}

main();
