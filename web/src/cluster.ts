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

/** Cells of the grid share so many lists: that a list holds far dots too costs a comparison, no more. */
const LISTS = 4096;
/** The cell of the dot first, then those around it. */
const AROUND = [[0, 0], [-1, 0], [1, 0], [0, -1], [0, 1], [-1, -1], [1, -1], [-1, 1], [1, 1]] as const;

/** Merges dots given largest first: each joins a kept one that it would touch. */
export function cluster(dots: Dot[], largest: number): Cluster[] {
  const cell = 2 * LARGEST_RADIUS + GAP;
  const clusters: Cluster[] = [];
  // Kept dots by number: where they lie, and the one before in their list.
  const [xs, ys, rs] = [new Float64Array(dots.length), new Float64Array(dots.length), new Float64Array(dots.length)];
  const before = new Int32Array(dots.length);
  const last = new Int32Array(LISTS).fill(-1);

  for (const { place, x, y, n } of dots) {
    const r = radius(n, largest);
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    let near = -1;
    for (let around = 0; around < 9 && near < 0; around++) {
      const [dx, dy] = AROUND[around]!;
      for (let it = last[listOf(column + dx, row + dy)]!; it >= 0; it = before[it]!) {
        const [far, down, reach] = [xs[it]! - x, ys[it]! - y, rs[it]! + r + GAP];
        if (far * far + down * down < reach * reach) {
          near = it;
          break;
        }
      }
    }
    if (near >= 0) {
      const joined = clusters[near]!;
      joined.n += n;
      joined.members.push(place);
      continue;
    }
    const made = clusters.length;
    clusters.push({ place, x, y, n, r, members: [place] });
    [xs[made], ys[made], rs[made]] = [x, y, r];
    const list = listOf(column, row);
    before[made] = last[list]!;
    last[list] = made;
  }
  for (const it of clusters) it.r = radius(it.n, largest);
  return clusters;
}

function listOf(column: number, row: number): number {
  return (Math.imul(column, 73_856_093) ^ Math.imul(row, 19_349_663)) & (LISTS - 1);
}

/** Web Mercator pixels of a world that is 512 pixels wide at zoom 0. */
export function project(lon: number, lat: number, zoom: number): [number, number] {
  const size = 512 * 2 ** zoom;
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return [(lon / 360 + 0.5) * size, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size];
}
