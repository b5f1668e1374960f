// Reading the lines of a shapefile.

import { readDbf } from "./dbf.mjs";

const POLYLINE = 3;

/** The lines as GeoJSON features, with the wanted columns of the table. */
export function readLines(shp, dbf, wanted) {
  const rows = readDbf(dbf, wanted);
  const features = [];
  for (let at = 100, row = 0; at < shp.length; at += 8 + 2 * shp.readInt32BE(at + 4), row++) {
    const begin = at + 8;
    if (shp.readInt32LE(begin) !== POLYLINE) continue;
    const [nParts, nPoints] = [shp.readInt32LE(begin + 36), shp.readInt32LE(begin + 40)];
    const points = begin + 44 + 4 * nParts;
    const point = (i) => [shp.readDoubleLE(points + 16 * i), shp.readDoubleLE(points + 16 * i + 8)];
    const starts = Array.from({ length: nParts }, (_, i) => shp.readInt32LE(begin + 44 + 4 * i));
    const coordinates = starts.map((start, i) => Array.from({ length: (starts[i + 1] ?? nPoints) - start }, (_, j) => point(start + j)));
    features.push({ type: "Feature", properties: rows[row], geometry: { type: "MultiLineString", coordinates } });
  }
  return features;
}
