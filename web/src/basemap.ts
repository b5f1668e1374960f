// What lies beneath the places: the built-in basemap, or the one that the server was told of. Its tiles are one PMTiles archive, read
// piece by piece; a host that knows no ranges gives the whole file once.

import { loadAsset, loadRange, urlOf } from "./api.ts";
import { h } from "./dom.ts";
import { t } from "./i18n.ts";
import { type Bytes, type Reader, readPmtiles } from "./pmtiles.ts";
import { type Ground, type Labels, natural } from "./style.ts";

export interface Beneath {
  ground: Ground;
  /** Who made it, as far as it is known before it is drawn. */
  credit: string;
  /** The host that it comes from, if that is another one. */
  host: string;
}

/** As the page's root element says. Where that one cannot be had, the built-in one, which always can. */
export async function beneath(): Promise<Beneath> {
  const own = document.documentElement.dataset["basemap"];
  if (own === undefined) return builtIn("");
  try {
    return await (await import("./own.ts")).own(own);
  } catch (error) {
    return builtIn(t("basemap.failed", { why: error instanceof Error ? error.message : String(error) }));
  }
}

async function builtIn(failed: string): Promise<Beneath> {
  const [world, labels] = await Promise.all([openArchive("basemap/world.pmtiles"), loadAsset<Labels>("basemap/labels.json")]);
  const regions = (["en", "ar"] as const).map((it) => new Intl.DisplayNames(it, { type: "region" }));
  const country = (iso: string) => regions.map((it) => it.of(iso) ?? iso) as [string, string];
  return { ground: natural(world, labels, country), credit: failed, host: "" };
}

/** Writes who made the basemap where that stands on the page, and that it needs the network where it does. */
export function tell(credit: string, host: string): void {
  const box = document.querySelector<HTMLElement>("#attribution");
  if (!box || (credit === "" && host === "")) return;
  box.removeAttribute("data-t");
  const network = host === "" ? "" : h("span", {}, " ", h("bdi", {}, host), ": ", h("span", { "data-t": "basemap.network" }, t("basemap.network")));
  box.replaceChildren(h("bdi", {}, credit), network);
}

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
