// Dots that would touch become one, counting what passes the filter. Pure; done anew for every filter and zoom.

/** A place in pixels of the world at the current zoom. */
export interface Dot {
  place: number;
  x: number;
  y: number;
  n: number;
}

/** Dots drawn as one, at the place with the most mentions. */
export interface Cluster extends Dot {
  /** Positions of all places in it, the largest first. */
  members: number[];
  r: number;
}

export const LARGEST_RADIUS = 22;
const SMALLEST_RADIUS = 8;
const GAP = 2;

/** The radius for a count: its area grows with the count, against the largest place of all. */
export function radius(n: number, largest: number): number {
  const room = LARGEST_RADIUS - SMALLEST_RADIUS;
  return SMALLEST_RADIUS + room * Math.min(1, Math.sqrt((n - 1) / Math.max(24, largest - 1)));
}

/** Merges dots given largest first: each joins a kept one that it would touch. */
export function cluster(dots: Dot[], largest: number): Cluster[] {
  const cell = 2 * LARGEST_RADIUS + GAP;
  const grid = new Map<number, Cluster[]>();
  const clusters: Cluster[] = [];
  for (const dot of dots) {
    const r = radius(dot.n, largest);
    const [column, row] = [Math.floor(dot.x / cell), Math.floor(dot.y / cell)];
    const near = touching(grid, column, row, dot, r);
    if (near) {
      near.n += dot.n;
      near.members.push(dot.place);
      continue;
    }
    const made = { ...dot, r, members: [dot.place] };
    clusters.push(made);
    const key = keyOf(column, row);
    const there = grid.get(key);
    if (there) there.push(made);
    else grid.set(key, [made]);
  }
  for (const it of clusters) it.r = radius(it.n, largest);
  return clusters;
}

/** The cell of the dot first, then those around it. */
const AROUND = [[0, 0], [-1, 0], [1, 0], [0, -1], [0, 1], [-1, -1], [1, -1], [-1, 1], [1, 1]] as const;

/** A kept dot that this one would touch; in a cell the largest comes first. */
function touching(grid: Map<number, Cluster[]>, column: number, row: number, dot: Dot, r: number): Cluster | null {
  for (const [dx, dy] of AROUND) {
    const cell = grid.get(keyOf(column + dx, row + dy));
    if (!cell) continue;
    for (const it of cell) {
      // Squares: this runs for every pair of neighbours.
      const reach = it.r + r + GAP;
      const [x, y] = [it.x - dot.x, it.y - dot.y];
      if (x * x + y * y < reach * reach) return it;
    }
  }
  return null;
}

/** A cell as one number; the world is far less than a million cells wide where dots are drawn. */
function keyOf(column: number, row: number): number {
  return column * 2 ** 20 + row;
}

/** Web Mercator pixels of a world that is 512 pixels wide at zoom 0. */
export function project(lon: number, lat: number, zoom: number): [number, number] {
  const size = 512 * 2 ** zoom;
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return [(lon / 360 + 0.5) * size, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size];
}
