// The basemap's tiles: one PMTiles archive, read piece by piece. A host that knows no ranges gives the whole file once.

import { loadRange, urlOf } from "./api.ts";
import { type Bytes, type Reader, readPmtiles } from "./pmtiles.ts";

/** What stands in an archive: zooms, whether it holds pictures, its layers. */
export interface Archive {
  /** For a source of MapLibre. */
  tiles: string;
  minZoom: number;
  maxZoom: number;
  raster: boolean;
  layers: string[];
  attribution: string;
}

const archives = new Map<string, Reader>();

/** For MapLibre: the tile at an address that an archive gave out; no bytes where there is nothing to draw. */
export async function tile({ url }: { url: string }): Promise<{ data: ArrayBuffer }> {
  const [, name, z, x, y] = /^pmtiles:\/\/(.+)\/(\d+)\/(\d+)\/(\d+)$/.exec(url) ?? [];
  return { data: await archives.get(name ?? "")?.tile(Number(z), Number(x), Number(y)) ?? new ArrayBuffer(0) };
}

export async function openArchive(path: string): Promise<Archive> {
  const url = urlOf(path);
  const archive = await readPmtiles(pieces(url));
  archives.set(url, archive);
  const { minZoom, maxZoom, vector, metadata: { vector_layers, attribution } } = archive.head;
  return {
    tiles: `pmtiles://${url}/{z}/{x}/{y}`,
    minZoom,
    maxZoom,
    raster: !vector,
    layers: (vector_layers ?? []).map((it) => it.id),
    attribution: (attribution ?? "").replace(/<[^>]*>/g, ""),
  };
}

function pieces(url: string): Bytes {
  let whole: ArrayBuffer | null = null;
  return async (offset, length) => {
    const cut = (bytes: ArrayBuffer) => bytes.slice(offset, offset + length);
    if (whole) return cut(whole);
    const read = await loadRange(url, offset, length);
    if (!read.whole) return read.data;
    whole = read.data;
    return cut(whole);
  };
}
