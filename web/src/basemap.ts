// The basemap's tiles: one PMTiles archive, read piece by piece. A host that knows no ranges gives the whole file once.

import { PMTiles, Protocol, type RangeResponse, type Source } from "pmtiles";
import { loadRange, urlOf } from "./api.ts";

/** An archive beside the page, or wherever its address says. */
class Pieces implements Source {
  #url: string;
  #whole: Promise<ArrayBuffer> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  getKey(): string {
    return this.#url;
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    const cut = (whole: ArrayBuffer) => ({ data: whole.slice(offset, offset + length) });
    if (this.#whole) return cut(await this.#whole);
    const { whole, data } = await loadRange(this.#url, offset, length);
    if (!whole) return { data };
    this.#whole = Promise.resolve(data);
    return cut(data);
  }
}

const protocol = new Protocol();
export const tile = protocol.tile;

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

export async function openArchive(path: string): Promise<Archive> {
  const archive = new PMTiles(new Pieces(urlOf(path)));
  protocol.add(archive);
  const [header, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
  const { vector_layers, attribution } = metadata as { vector_layers?: { id: string }[]; attribution?: string };
  return {
    tiles: `pmtiles://${urlOf(path)}/{z}/{x}/{y}`,
    minZoom: header.minZoom,
    maxZoom: header.maxZoom,
    raster: header.tileType !== 1,
    layers: (vector_layers ?? []).map((it) => it.id),
    attribution: (attribution ?? "").replace(/<[^>]*>/g, ""),
  };
}
