// Reading a PMTiles archive (version 3) piece by piece: its head, its directories as they are needed, one tile.
// https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md

/** Gives a stretch of the archive's bytes. */
export type Bytes = (offset: number, length: number) => Promise<ArrayBuffer>;

export interface Head {
  minZoom: number;
  maxZoom: number;
  /** Whether its tiles are vector tiles, not pictures. */
  vector: boolean;
  metadata: { vector_layers?: { id: string }[]; attribution?: string };
}

export interface Reader {
  head: Head;
  /** Null where the archive has none. */
  tile: (z: number, x: number, y: number) => Promise<ArrayBuffer | null>;
}

/** What a directory says: a tile, or, where `run` is 0, a further directory. */
interface Entry {
  id: number;
  run: number;
  length: number;
  offset: number;
}

/** So many tiles are kept: MapLibre asks anew for the deepest ones wherever it draws them larger. */
const KEPT = 48;
/** The head and, as the specification wants it, the whole root directory. */
const FIRST = 16_384;
/** A root and at most three levels below it. */
const DEEPEST = 4;

export async function readPmtiles(bytes: Bytes): Promise<Reader> {
  const first = await bytes(0, FIRST);
  const view = new DataView(first);
  if (first.byteLength < 127 || new TextDecoder().decode(first.slice(0, 7)) !== "PMTiles" || view.getUint8(7) !== 3) throw new Error("not PMTiles of version 3");
  const number = (at: number) => Number(view.getBigUint64(at, true));
  const [root, rootLength, about, aboutLength, leaves, , tiles] = [8, 16, 24, 32, 40, 48, 56].map(number) as [number, number, number, number, number, number, number];
  const [inner, outer, type, minZoom, maxZoom] = new Uint8Array(first, 97, 5) as unknown as [number, number, number, number, number];
  const piece = async (offset: number, length: number) => (offset + length <= first.byteLength ? first.slice(offset, offset + length) : bytes(offset, length));
  const known = new Map<number, Promise<Entry[]>>();
  const directory = (offset: number, length: number) => {
    const read = known.get(offset) ?? piece(offset, length).then((it) => unpack(it, inner)).then(entries);
    known.set(offset, read);
    read.catch(() => known.delete(offset));
    return read;
  };
  const metadata = aboutLength === 0 ? {} : JSON.parse(new TextDecoder().decode(await unpack(await piece(about, aboutLength), inner))) as Head["metadata"];
  const kept = new Map<number, Promise<ArrayBuffer>>();
  const content = async ({ offset, length }: Entry) => {
    const read = kept.get(offset) ?? piece(tiles + offset, length).then((it) => unpack(it, outer));
    kept.delete(offset);
    kept.set(offset, read);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    read.catch(() => kept.delete(offset));
    // Who gets it may give it away to another thread.
    return (await read).slice(0);
  };
  const tile = async (z: number, x: number, y: number) => {
    const id = tileId(z, x, y);
    let [offset, length] = [root, rootLength];
    for (let level = 0; level < DEEPEST; level++) {
      const entry = find(await directory(offset, length), id);
      if (!entry) return null;
      if (entry.run > 0) return content(entry);
      [offset, length] = [leaves + entry.offset, entry.length];
    }
    throw new Error("directories too deep");
  };
  return { head: { minZoom, maxZoom, vector: type === 1, metadata }, tile };
}

/** As 1 (not at all) or 2 (gzip) says. */
async function unpack(bytes: ArrayBuffer, how: number): Promise<ArrayBuffer> {
  if (how < 2) return bytes;
  if (how > 2) throw new Error("packed in another way than gzip");
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

function entries(packed: ArrayBuffer): Entry[] {
  const bytes = new Uint8Array(packed);
  let at = 0;
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  const column = () => Array.from({ length: n }, varint);
  const n = varint();
  const [steps, runs, lengths, offsets] = [column(), column(), column(), column()];
  let [id, end] = [0, 0];
  return steps.map((step, i) => {
    id += step;
    const length = lengths[i]!;
    // 0 says: right behind the one before.
    const offset = offsets[i] === 0 ? end : offsets[i]! - 1;
    end = offset + length;
    return { id, run: runs[i]!, length, offset };
  });
}

/** The last entry that begins at or before the tile, if it reaches that far. */
function find(directory: Entry[], id: number): Entry | null {
  let [low, high] = [0, directory.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (directory[middle]!.id <= id) low = middle + 1;
    else high = middle;
  }
  const entry = directory[low - 1];
  return entry && (entry.run === 0 || id < entry.id + entry.run) ? entry : null;
}

/** Its number along the Hilbert curve of its zoom, behind all tiles of the zooms before. */
export function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const [right, down] = [x & side, y & side];
    id += side * side * ((right ? 3 : 0) ^ (down ? 1 : 0));
    if (down) continue;
    if (right) [x, y] = [~x & (side - 1), ~y & (side - 1)];
    [x, y] = [y, x];
  }
  return id;
}
