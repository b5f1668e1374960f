// Names with points for the basemap: countries, main places, seas.

import { execFileSync } from "node:child_process";
import { readDbf } from "./dbf.mjs";

const round = (degrees) => Math.round(degrees * 1e3) / 1e3;

/** Populated places of Natural Earth, largest first: name, point, the zoom they appear at, their country's code. */
export function placeLabels(zip) {
  const dbf = execFileSync("unzip", ["-p", zip, "*.dbf"], { maxBuffer: 1 << 26 });
  const rows = readDbf(dbf, ["name", "iso_a2", "min_zoom", "latitude", "longitude", "featurecla", "pop_max"]);
  return rows
    .map((row) => ({
      en: row.name,
      lon: round(Number(row.longitude)),
      lat: round(Number(row.latitude)),
      z: Number(row.min_zoom),
      capital: row.featurecla === "Admin-0 capital",
      iso: row.iso_a2,
      people: Number(row.pop_max),
    }))
    .sort((a, b) => b.people - a.people || (a.en < b.en ? -1 : 1));
}

/** One label a country, in its largest part, with the ISO code that most places inside it bear. */
export function countryLabels(countries, places) {
  return countries.map((country) => {
    const polygons = country.geometry.type === "Polygon" ? [country.geometry.coordinates] : country.geometry.coordinates;
    const main = polygons.reduce((best, it) => (area(it[0]) > area(best[0]) ? it : best));
    const [lon, lat] = innermost(main);
    const votes = new Map();
    for (const place of places) {
      if (place.iso.length === 2 && polygons.some((it) => inside(it, place.lon, place.lat) || inside(it, place.lon + 360, place.lat))) {
        votes.set(place.iso, (votes.get(place.iso) ?? 0) + 1);
      }
    }
    const iso = [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
    const size = area(main[0]);
    const z = size > 300 ? 1.5 : size > 60 ? 2.5 : size > 12 ? 3.2 : size > 2 ? 4 : size > 0.4 ? 5 : 6;
    return { en: country.properties.name, iso, lon: round(lon > 180 ? lon - 360 : lon), lat: round(lat), z };
  }).sort((a, b) => a.z - b.z || (a.en < b.en ? -1 : 1));
}

/** The large seas, each at the middle of its largest part. */
export function seaLabels(seas) {
  return seas.filter((sea) => sea.properties.name && sea.properties.scalerank <= 3).map((sea) => {
    const polygons = sea.geometry.type === "Polygon" ? [sea.geometry.coordinates] : sea.geometry.coordinates;
    const main = polygons.reduce((best, it) => (area(it[0]) > area(best[0]) ? it : best));
    const [lon, lat] = innermost(main);
    return { en: titleCase(sea.properties.name), lon: round(lon), lat: round(lat), z: 1.5 + sea.properties.scalerank };
  }).sort((a, b) => a.z - b.z || (a.en < b.en ? -1 : 1));
}

function titleCase(name) {
  if (name !== name.toUpperCase()) return name.replace(/\s+/g, " ");
  return name.toLowerCase().replace(/\s+/g, " ").replace(/(^|[\s-])\p{L}/gu, (it) => it.toUpperCase()).replace(/\bOf\b/g, "of");
}

/** Square degrees of a ring, shrunk towards the poles as a sphere is. */
function area(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) sum += (ring[j][0] - ring[i][0]) * (ring[j][1] + ring[i][1]);
  return Math.abs(sum / 2) * Math.cos((ring[0][1] * Math.PI) / 180);
}

function inside([outer, ...holes], lon, lat) {
  return inRing(outer, lon, lat) && !holes.some((hole) => inRing(hole, lon, lat));
}

function inRing(ring, lon, lat) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i];
    const [bx, by] = ring[j];
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

/** The grid point inside the polygon that lies farthest from its edge: a label there does not leave it. */
function innermost(polygon) {
  const lons = polygon[0].map((it) => it[0]);
  const lats = polygon[0].map((it) => it[1]);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  let best = [(west + east) / 2, (south + north) / 2];
  let farthest = -1;
  const steps = 24;
  for (let x = 1; x < steps; x++) {
    for (let y = 1; y < steps; y++) {
      const lon = west + ((east - west) * x) / steps;
      const lat = south + ((north - south) * y) / steps;
      if (!inside(polygon, lon, lat)) continue;
      const far = Math.min(...polygon[0].map((it) => Math.hypot((it[0] - lon) * Math.cos((lat * Math.PI) / 180), it[1] - lat)));
      if (far > farthest) [best, farthest] = [[lon, lat], far];
    }
  }
  return best;
}
