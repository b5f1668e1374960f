// Makes the basemap: dist/basemap/world.json (lines and areas, one quantized TopoJSON whose arcs are
// encoded polylines) and labels.json (names with points).
//
//   npm run basemap -- PATH/natural_earth.tar.xz [PATH/gazetteer.csv]
//
// Land and country names come from the npm package world-atlas, everything else from Natural Earth files in the archive;
// README.md beside this file says which and under what licence. Same inputs, same bytes.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { feature, quantize } from "topojson-client";
import { topology } from "topojson-server";
import { filter, filterAttachedWeight, presimplify, simplify, sphericalRingArea, sphericalTriangleArea } from "topojson-simplify";
import { arabicNames } from "./arabic.mjs";
import { unwrap } from "./antimeridian.mjs";
import { countryLabels, placeLabels, seaLabels } from "./labels.mjs";

/** Triangles smaller than this are cut away (Visvalingam), in steradians: 1e-8 is 0.4 square kilometres. */
const SMALLEST = { borders: 2e-7, rivers: 1e-7, lakes: 5e-8, admin1: 5e-8, disputed: 5e-8 };
/** Steps along each axis: about 400 m at the equator. */
const STEPS = 1e5;
const OUT = fileURLToPath(new URL("../public/basemap/", import.meta.url));
const BUDGET_GZ = 450 * 1024;

const [archive, gazetteer] = process.argv.slice(2);
if (!archive) {
  console.error("usage: node basemap/build.mjs natural_earth.tar.xz [gazetteer.csv]");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "basemap-"));
try {
  execFileSync("tar", ["-xJf", archive, "-C", folder]);
  build(folder);
} finally {
  rmSync(folder, { recursive: true });
}

function build(folder) {
  const layer = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  const atlas = (name) => JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`world-atlas/${name}.json`), "utf8"));

  const lines = layer("ne_10m_admin_0_boundary_lines_land");
  const isFirm = (line) => /^International|^Indefinite|^Lease|^Indeterminant/.test(line.properties.featurecla);
  const isDisputed = (line) => /^Disputed|^Line of control/.test(line.properties.featurecla);
  const claims = layer("ne_10m_admin_0_boundary_lines_disputed_areas");
  const isCeasefire = (line) => /^Breakaway|^Elusive/.test(line.properties.featurecla);
  const named = ({ name_en, name, name_ar, min_zoom }) => ({ en: name_en ?? name ?? "", ar: name_ar ?? "", z: min_zoom });

  const land = atlas("land-50m");
  const parts = [
    slim("land", unwrap(feature(land, land.objects.land))),
    slim("borders", pick(lines, isFirm)),
    slim("disputed", { features: [...pick(lines, isDisputed).features, ...pick(claims, isCeasefire).features] }),
    slim("admin1", layer("ne_50m_admin_1_states_provinces_lines")),
    slim("rivers", layer("ne_50m_rivers_lake_centerlines.v5"), named),
    slim("lakes", layer("ne_50m_lakes.v5"), named),
  ];
  const world = quantize(topology(Object.fromEntries(parts)), STEPS);
  world.arcs = world.arcs.map(polyline);

  const countries = atlas("countries-50m");
  const places = placeLabels(join(folder, "pps5.zip"));
  const labels = {
    countries: countryLabels(unwrap(feature(countries, countries.objects.countries)).features, places),
    places: places.filter((place) => place.z <= 5.2 || (place.z <= 7 && place.people >= 150_000)).map(({ en, lon, lat, z, capital }) => ({ en, lon, lat, z, capital })),
    seas: seaLabels(layer("ne_10m_geography_marine_polys").features),
  };
  if (gazetteer) arabicNames(labels, readFileSync(gazetteer, "utf8"));

  mkdirSync(OUT, { recursive: true });
  const sizes = [save("world.json", world), save("labels.json", labels)];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > BUDGET_GZ) throw new Error(`the basemap has ${total} bytes gzipped, more than ${BUDGET_GZ}`);
}

function pick(collection, wanted) {
  return { type: "FeatureCollection", features: collection.features.filter(wanted) };
}

/** One named object of the topology: properties cut to what the map reads, lines simplified where a threshold is given. */
function slim(name, collection, properties = () => ({})) {
  const features = collection.features ?? [collection];
  const kept = features.filter((it) => it.geometry).map((it) => ({
    type: "Feature", properties: properties(it.properties), geometry: it.geometry,
  }));
  const whole = { type: "FeatureCollection", features: kept };
  const smallest = SMALLEST[name];
  if (!smallest) return [name, whole];
  const weighed = presimplify(topology({ [name]: whole }), sphericalTriangleArea);
  const simple = simplify(weighed, smallest);
  const large = filter(simple, filterAttachedWeight(simple, smallest, sphericalRingArea));
  const result = feature(large, large.objects[name]);
  return [name, { ...result, features: result.features.filter((it) => it.geometry) }];
}

/** The steps of an arc as text, five bits a character, the sign in the lowest bit (Google's encoded polyline): a seventh smaller. */
function polyline(arc) {
  let text = "";
  for (const step of arc.flat()) {
    let bits = step < 0 ? ~(step << 1) : step << 1;
    for (; bits >= 32; bits >>>= 5) text += String.fromCharCode(((bits & 31) | 32) + 63);
    text += String.fromCharCode(bits + 63);
  }
  return text;
}

function save(name, value) {
  const text = JSON.stringify(value);
  writeFileSync(join(OUT, name), text);
  const size = gzipSync(text, { level: 9 }).length;
  console.log(`${name}: ${text.length} bytes, ${size} gzipped`);
  return size;
}
