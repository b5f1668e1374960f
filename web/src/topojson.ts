// Reading the basemap's TopoJSON to GeoJSON features. Its quantized arcs are encoded polylines, made by basemap/build.mjs.

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

interface TopoGeometry {
  type: string;
  arcs?: unknown;
  properties?: Record<string, string | number>;
}

export interface Topology {
  transform: { scale: [number, number]; translate: [number, number] };
  arcs: string[];
  objects: Record<string, { geometries: TopoGeometry[] }>;
}

/** One object of the topology as a collection; empty when there is none of that name. */
export function collection(topology: Topology, name: string): FeatureCollection {
  const geometries = topology.objects[name]?.geometries ?? [];
  const features = geometries.filter((it) => it.type in SHAPES).map((it): Feature => ({
    type: "Feature",
    properties: it.properties ?? {},
    geometry: { type: it.type, coordinates: SHAPES[it.type]?.(topology, it.arcs) } as Geometry,
  }));
  return { type: "FeatureCollection", features };
}

const SHAPES: Record<string, (topology: Topology, arcs: unknown) => unknown> = {
  LineString: (topology, arcs) => line(topology, arcs as number[]),
  MultiLineString: (topology, arcs) => (arcs as number[][]).map((it) => line(topology, it)),
  Polygon: (topology, arcs) => (arcs as number[][]).map((it) => line(topology, it)),
  MultiPolygon: (topology, arcs) => (arcs as number[][][]).map((rings) => rings.map((it) => line(topology, it))),
};

/** Arcs joined end to end; `~i` is arc `i` backwards. */
function line(topology: Topology, arcs: number[]): Position[] {
  const points: Position[] = [];
  for (const arc of arcs) {
    const part = decode(topology, arc < 0 ? ~arc : arc);
    if (arc < 0) part.reverse();
    points.push(...(points.length > 0 ? part.slice(1) : part));
  }
  return points;
}

/** Steps from point to point, five bits a character, a set sixth bit says that more follow, the lowest of all is the sign. */
function decode({ arcs, transform }: Topology, arc: number): Position[] {
  const text = arcs[arc] ?? "";
  const points: Position[] = [];
  let [at, x, y] = [0, 0, 0];
  const step = (): number => {
    let bits = 0;
    for (let shift = 0; ; shift += 5) {
      const five = text.charCodeAt(at++) - 63;
      bits |= (five & 31) << shift;
      if (five < 32) return bits & 1 ? ~(bits >> 1) : bits >> 1;
    }
  };
  while (at < text.length) {
    x += step();
    y += step();
    points.push([x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]]);
  }
  return points;
}
