// Makes the basemap: public/basemap/world.pmtiles (land, water, borders, towns as vector tiles) and labels.json (countries
// and seas with points).
//
//   npm run basemap -- PATH/natural_earth.tar.xz PATH/admin1.json PATH/gazetteer.csv
//
// README.md beside this file says where each layer comes from and under what licence. Same inputs, same bytes.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import GeoJSONVT from "geojson-vt";
import { feature, mesh, quantize } from "topojson-client";
import { topology } from "topojson-server";
import vtpbf from "vt-pbf";
import { arabicNames } from "./arabic.mjs";
import { unwrap } from "./antimeridian.mjs";
import { countryLabels, placeLabels, seaLabels } from "./labels.mjs";
import { archive } from "./pmtiles.mjs";
import { readLines } from "./shapes.mjs";

/** Tiles of this zoom hold lines to 150 m at the equator: drawn larger, they are good to zoom 9. */
const MAX_ZOOM = 6;
const EXTENT = 4096;
/** How far a simplified line may leave its course, in units of the tile. */
const TOLERANCE = 2.5;
const OUT = fileURLToPath(new URL("../public/basemap/", import.meta.url));
const LIMIT = 6 * 1024 * 1024;

const [source, admin1File, gazetteer] = process.argv.slice(2);
if (!gazetteer) {
  console.error("usage: node basemap/build.mjs natural_earth.tar.xz admin1.json gazetteer.csv");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "basemap-"));
try {
  execFileSync("tar", ["-xJf", source, "-C", folder]);
  build();
} finally {
  rmSync(folder, { recursive: true });
}

function build() {
  const places = placeLabels(join(folder, "pps5.zip"));
  const countries = atlas("countries-50m");
  const labels = {
    countries: countryLabels(unwrap(feature(countries, countries.objects.countries)).features, places),
    places,
    seas: seaLabels(layer("ne_10m_geography_marine_polys").features),
  };
  arabicNames(labels, readFileSync(gazetteer, "utf8"));

  const tiles = cut({ ...ground(), ...divisions(), towns: towns(places) });
  const layers = ["land", "urban", "admin1", "rivers", "lakes", "borders", "disputed", "provinces", "towns"].map((id) => ({ id, fields: {} }));
  const file = archive(tiles, { maxZoom: MAX_ZOOM, layers });
  if (file.length > LIMIT) throw new Error(`the basemap has ${file.length} bytes, more than ${LIMIT}`);
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, "world.pmtiles"), file);
  console.log(`world.pmtiles: ${file.length} bytes, ${tiles.length} tiles`);
  const { countries: named, seas } = labels;
  const text = JSON.stringify({ countries: named, seas });
  writeFileSync(join(OUT, "labels.json"), text);
  console.log(`labels.json: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
}

function layer(name) {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
}

function atlas(name) {
  return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`world-atlas/${name}.json`), "utf8"));
}

/** Land and water, borders and what is built over. `coarse` is drawn below zoom 4. */
function ground() {
  const lines = layer("ne_10m_admin_0_boundary_lines_land").features;
  const claims = layer("ne_10m_admin_0_boundary_lines_disputed_areas").features;
  const of = (features, kinds) => features.filter((it) => kinds.test(it.properties.featurecla));
  const [fine, coarse] = ["land-10m", "land-50m"].map((name) => {
    const land = atlas(name);
    const { features, ...one } = unwrap(feature(land, land.objects.land));
    return plain(features ?? [one]);
  });
  const zip = join(folder, "rivers5.zip");
  const part = (name) => execFileSync("unzip", ["-p", zip, `*.${name}`], { maxBuffer: 1 << 26 });
  const rivers = readLines(part("shp"), part("dbf"), ["name", "name_en", "name_ar", "min_zoom", "scalerank"]);
  const named = ({ name_en, name, name_ar, min_zoom }) => ({ en: name_en || name || "", ar: name_ar || "", z: Number(min_zoom) });
  return {
    land: { fine, coarse },
    urban: { fine: plain(layer("ne_50m_urban_areas").features, ({ min_zoom }) => ({ z: min_zoom })) },
    rivers: { fine: plain(rivers, named) },
    lakes: { fine: plain(layer("ne_10m_lakes").features, named) },
    borders: { fine: plain(of(lines, /^International|^Indefinite|^Lease|^Indeterminant/)) },
    disputed: { fine: plain([...of(lines, /^Disputed|^Line of control/), ...of(claims, /^Breakaway|^Elusive/)]) },
  };
}

/** The lines between the first-order divisions of each country, and their names. */
function divisions() {
  const { features } = JSON.parse(readFileSync(admin1File, "utf8"));
  const whole = quantize(topology({ all: { type: "FeatureCollection", features } }), 1e6);
  const inner = (a, b) => a !== b && a.properties.adm0_a3 === b.properties.adm0_a3;
  const lines = mesh(whole, whole.objects.all, inner);
  const points = features.filter((it) => it.properties.name_en ?? it.properties.name).map(({ properties: it }) => ({
    type: "Feature",
    properties: { en: it.name_en ?? it.name, ar: it.name_ar ?? "", z: Math.max(5, it.min_label ?? 7) },
    geometry: { type: "Point", coordinates: [it.longitude, it.latitude] },
  }));
  return { admin1: { fine: [{ type: "Feature", properties: { z: 3 }, geometry: lines }] }, provinces: { fine: points } };
}

function towns(places) {
  return {
    fine: places.map(({ en, ar = "", lon, lat, z, capital }, rank) => ({
      type: "Feature",
      properties: { en, ar, z, capital, rank },
      geometry: { type: "Point", coordinates: [lon, lat] },
    })),
  };
}

/** Features with no properties but those that the map reads. */
function plain(features, properties = () => ({})) {
  return features.filter((it) => it.geometry).map((it) => ({ type: "Feature", properties: properties(it.properties), geometry: it.geometry }));
}

/** All tiles that hold something, each layer cut and simplified for its zoom; a feature is left out where it is not yet drawn. */
function cut(layers) {
  const index = (features) => new GeoJSONVT({ type: "FeatureCollection", features }, { maxZoom: MAX_ZOOM + 1, indexMaxZoom: MAX_ZOOM, indexMaxPoints: 0, tolerance: TOLERANCE, extent: EXTENT, buffer: 64 });
  const indexed = Object.entries(layers).map(([name, { fine, coarse }]) => ({ name, fine: index(fine), coarse: coarse && index(coarse) }));
  const tiles = [];
  for (let z = 0; z <= MAX_ZOOM; z++) {
    const drawn = ({ tags }) => tags?.z === undefined || z === MAX_ZOOM || tags.z <= z + 1;
    for (let x = 0; x < 2 ** z; x++) {
      for (let y = 0; y < 2 ** z; y++) {
        const found = {};
        for (const { name, fine, coarse } of indexed) {
          const features = ((z < 4 && coarse) || fine).getTile(z, x, y)?.features.filter(drawn) ?? [];
          if (features.length > 0) found[name] = { features };
        }
        if (Object.keys(found).length > 0) tiles.push({ z, x, y, bytes: Buffer.from(vtpbf.fromGeojsonVt(found, { version: 2, extent: EXTENT })) });
      }
    }
  }
  return tiles;
}
