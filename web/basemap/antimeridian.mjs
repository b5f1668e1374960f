// world-atlas joins what lies on both sides of 180 degrees as on a globe; a flat map needs rings that run on beyond it.

/** The collection with every ring continuous: longitudes may pass 180, a ring round a pole is closed along the pole. */
export function unwrap(collection) {
  const features = collection.features ?? [collection];
  return { type: "FeatureCollection", features: features.map((it) => ({ ...it, geometry: flat(it.geometry) })) };
}

function flat(geometry) {
  const polygon = (rings) => rings.map(ring);
  if (geometry.type === "Polygon") return { ...geometry, coordinates: polygon(geometry.coordinates) };
  return { ...geometry, coordinates: geometry.coordinates.map(polygon) };
}

function ring(points) {
  let turns = 0;
  const out = points.map(([lon, lat], i) => {
    const step = i === 0 ? 0 : lon - points[i - 1][0];
    if (step > 180) turns -= 360;
    if (step < -180) turns += 360;
    return [lon + turns, lat];
  });
  if (turns !== 0) {
    const pole = out[0][1] < 0 ? -90 : 90;
    out.push([out.at(-1)[0], pole], [out[0][0], pole], out[0]);
  }
  const west = Math.min(...out.map((it) => it[0]));
  const shift = west < -180 - 1e-9 ? 360 : 0;
  return out.map(([lon, lat]) => [lon + shift, lat]);
}
