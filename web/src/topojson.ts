// Reading the basemap's TopoJSON: quantized arcs to GeoJSON features.

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

interface TopoGeometry {
  type: string;
  arcs?: unknown;
  properties?: Record<string, string | number>;
}

export interface Topology {
  transform: { scale: [number, number]; translate: [number, number] };
  arcs: [number, number][][];
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

function decode({ arcs, transform }: Topology, arc: number): Position[] {
  let [x, y] = [0, 0];
  return (arcs[arc] ?? []).map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]];
  });
}
