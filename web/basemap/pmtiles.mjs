// Writing a PMTiles archive (version 3): a header, directories and gzipped vector tiles in one file, read by HTTP ranges.
// https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md

import { gzipSync } from "node:zlib";

const HEADER = 127;
/** Header and root directory are read at once, with the first 16 KiB. */
const ROOT_LIMIT = 16_384 - HEADER;
const LEAF_ENTRIES = 1024;

/** An archive of tiles `{ z, x, y, bytes }`; equal tiles are kept once. Same tiles, same bytes. */
export function archive(tiles, { maxZoom, layers }) {
  const sorted = tiles.map((it) => ({ id: tileId(it.z, it.x, it.y), bytes: it.bytes })).sort((a, b) => a.id - b.id);
  const known = new Map();
  const data = [];
  const entries = [];
  let length = 0;
  for (const { id, bytes } of sorted) {
    const key = bytes.toString("latin1");
    let place = known.get(key);
    if (!place) {
      const packed = gzipSync(bytes, { level: 9 });
      place = { offset: length, length: packed.length };
      length += packed.length;
      data.push(packed);
      known.set(key, place);
    }
    const last = entries.at(-1);
    if (last && last.offset === place.offset && last.id + last.run === id) last.run++;
    else entries.push({ id, run: 1, ...place });
  }
  const { root, leaves } = directories(entries);
  const metadata = gzipSync(JSON.stringify({ name: "Tadmur basemap", attribution: "Natural Earth", vector_layers: layers }), { level: 9 });
  const header = Buffer.alloc(HEADER);
  header.write("PMTiles", 0, "latin1");
  header.writeUInt8(3, 7);
  const sections = [root.length, metadata.length, leaves.length, length];
  let at = HEADER;
  sections.forEach((size, i) => {
    header.writeBigUInt64LE(BigInt(at), 8 + 16 * i);
    header.writeBigUInt64LE(BigInt(size), 16 + 16 * i);
    at += size;
  });
  [sorted.length, entries.length, known.size].forEach((n, i) => header.writeBigUInt64LE(BigInt(n), 72 + 8 * i));
  // Clustered; gzip inside and of the tiles; vector tiles; the zooms.
  [1, 2, 2, 1, 0, maxZoom].forEach((value, i) => header.writeUInt8(value, 96 + i));
  [-180, -85, 180, 85].forEach((degrees, i) => header.writeInt32LE(degrees * 1e7, 102 + 4 * i));
  return Buffer.concat([header, root, metadata, leaves, ...data]);
}

/** One directory, or, when that is too long for the root, a root of leaves. */
function directories(entries) {
  const root = directory(entries);
  if (root.length <= ROOT_LIMIT) return { root, leaves: Buffer.alloc(0) };
  const leaves = [];
  const pointers = [];
  let offset = 0;
  for (let i = 0; i < entries.length; i += LEAF_ENTRIES) {
    const leaf = directory(entries.slice(i, i + LEAF_ENTRIES));
    pointers.push({ id: entries[i].id, run: 0, offset, length: leaf.length });
    offset += leaf.length;
    leaves.push(leaf);
  }
  return { root: directory(pointers), leaves: Buffer.concat(leaves) };
}

/** Columns of varints: ids as steps, runs, lengths, offsets (0: right after the one before). */
function directory(entries) {
  const out = [];
  const put = (value) => {
    for (; value >= 128; value = Math.floor(value / 128)) out.push((value % 128) | 128);
    out.push(value);
  };
  put(entries.length);
  entries.forEach((it, i) => put(it.id - (entries[i - 1]?.id ?? 0)));
  entries.forEach((it) => put(it.run));
  entries.forEach((it) => put(it.length));
  entries.forEach((it, i) => {
    const before = entries[i - 1];
    put(before && it.offset === before.offset + before.length ? 0 : it.offset + 1);
  });
  return gzipSync(Buffer.from(out), { level: 9 });
}

/** The tile's place on a Hilbert curve, after all tiles of the zooms below. */
export function tileId(z, x, y) {
  let id = (4 ** z - 1) / 3;
  for (let s = 2 ** z / 2; s >= 1; s /= 2) {
    const [right, down] = [(x & s) > 0 ? 1 : 0, (y & s) > 0 ? 1 : 0];
    id += s * s * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) [x, y] = [s - 1 - (x & (s - 1)), s - 1 - (y & (s - 1))];
      [x, y] = [y, x];
    }
  }
  return id;
}
