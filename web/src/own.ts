// A basemap of the user's own: an archive of tiles, drawn by what its layers are called, or somebody's style.

import type { FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { loadForeign } from "./api.ts";
import { type Archive, type Beneath, openArchive } from "./basemap.ts";
import { type Color, color, type Ground, natural, regular, state } from "./style.ts";

export async function own(where: string): Promise<Beneath> {
  if (/^https?:/.test(where)) {
    const ground = theirs(await loadForeign<StyleSpecification>(where));
    return { ground, credit: "", host: new URL(where).host };
  }
  const archive = await openArchive(where);
  // Tiles in the built-in scheme are drawn as the built-in ones.
  const known = ["land", "rivers", "borders", "towns"].every((it) => archive.layers.includes(it));
  const ground = known ? natural(archive, { countries: [], seas: [] }, (iso) => [iso, iso]) : archive.raster ? pictures(archive) : layers(archive);
  return { ground, credit: archive.attribution || where.split("/").pop()!, host: "" };
}

/** A style without what the places' style says itself; what could have a name of ours gets another one. */
function theirs({ sources, layers, glyphs, sprite, state }: StyleSpecification): Ground {
  const name = (it: string) => `own-${it}`;
  const renamed = layers.map((it) => ({ ...it, id: name(it.id), ...("source" in it && typeof it.source === "string" ? { source: name(it.source) } : {}) }) as LayerSpecification);
  return {
    sources: Object.fromEntries(Object.entries(sources).map(([id, it]) => [name(id), it])),
    layers: renamed,
    ...(glyphs ? { glyphs } : {}),
    ...(sprite ? { sprite } : {}),
    ...(state ? { state } : {}),
  };
}

function pictures({ tiles, minZoom, maxZoom }: Archive): Ground {
  return {
    sources: { own: { type: "raster", tiles: [tiles], tileSize: 256, minzoom: minZoom, maxzoom: maxZoom } },
    layers: [{ id: "sea", type: "background", paint: { "background-color": color("sea") } }, { id: "own", type: "raster", source: "own" }],
  };
}

/** What the names of layers say that they hold (Protomaps, OpenMapTiles, Shortbread and their like): the first that fits, lowest first. */
const SORTS: [RegExp, Color][] = [
  [/^(earth|land|continents?)$/, "land"],
  [/use|cover|park|wood|build|urban|site|pier/, "urban"],
  [/water|ocean|sea|lake|river|dam/, "sea"],
  [/bound|border|admin|countr|state/, "border"],
  [/place|town|cit(y|ies)|settlement/, "town"],
  [/label|name|point|poi/, "admin"],
  [/./, "admin"],
];

function layers({ tiles, minZoom, maxZoom, layers: names }: Archive): Ground {
  const sortOf = (name: string) => SORTS.findIndex(([it]) => it.test(name));
  const sorted = names.map((name) => [sortOf(/_labels?$|_points?$/.test(name) && !/place/.test(name) ? "label" : name), name] as const).sort(([a], [b]) => a - b);
  const land = sorted.some(([sort]) => sort === 0);
  return {
    sources: { own: { type: "vector", tiles: [tiles], minzoom: minZoom, maxzoom: maxZoom } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": color(land ? "sea" : "land") } },
      ...sorted.flatMap(([sort, name]) => drawn(name, SORTS[sort]![1])),
    ],
  };
}

function drawn(name: string, kind: Color): LayerSpecification[] {
  const from = { source: "own", "source-layer": name };
  const id = `own-${name}`;
  const is = (type: string) => ["==", ["geometry-type"], type] as unknown as FilterSpecification;
  if (kind === "town") {
    const text = ["coalesce", ["get", ["concat", "name:", state("ui")]], ["get", ["concat", "name_", state("ui")]], ["get", state("ui")], ["get", "name"], ""];
    return [{ id, type: "symbol", ...from, filter: is("Point"),
      layout: { "text-field": text as never, "text-font": regular, "text-size": 11.5, "symbol-sort-key": ["to-number", ["coalesce", ["get", "rank"], ["get", "min_zoom"], 0]] as never },
      paint: { "text-color": color("town"), "text-halo-color": color("land"), "text-halo-width": 1.2 } }];
  }
  const line: LayerSpecification = { id: `${id}-lines`, type: "line", ...from, filter: is("LineString"),
    paint: { "line-color": color(kind === "sea" ? "river" : kind), "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.5, 9, 1.6] } };
  const filled = kind === "land" || kind === "urban" || kind === "sea";
  return filled ? [{ id, type: "fill", ...from, filter: is("Polygon"), paint: { "fill-color": color(kind) } }, line] : [line];
}
