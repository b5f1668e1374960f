// The map's style: the basemap's layers, and the layers of the places above it. Theme, language and selection are global state.

import type { DataDrivenPropertyValueSpecification as Driven, ExpressionSpecification as Expression, FilterSpecification, StyleSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import { urlOf } from "./api.ts";
import type { Archive } from "./basemap.ts";
import fonts from "./fonts.json";

/** `labels.json` of the basemap. */
export interface Labels {
  countries: { en: string; iso: string; lon: number; lat: number; z: number }[];
  seas: { en: string; ar?: string; lon: number; lat: number; z: number }[];
}

const COLORS = {
  sea: ["#cfe0ea", "#0e1a24"],
  land: ["#f6f4ee", "#1f242a"],
  urban: ["#e9e2d3", "#2a3139"],
  border: ["#a89e90", "#5a646f"],
  admin: ["#cfc6b6", "#3a434d"],
  river: ["#8fb7cd", "#2c5068"],
  water: ["#54839e", "#5b87a3"],
  country: ["#6b6256", "#8b949e"],
  town: ["#787063", "#7d8791"],
  dot: ["#0b5cad", "#7fb8f5"],
  selected: ["#b3420a", "#ff9b61"],
  on: ["#ffffff", "#0b1117"],
  text: ["#1a1d21", "#f2f4f6"],
} as const;
export type Color = keyof typeof COLORS;

export function colorOf(name: Color, dark: boolean): string {
  return COLORS[name][dark ? 1 : 0];
}

export const state = (name: string): Expression => ["global-state", name] as unknown as Expression;
export const color = (name: Color): Expression => ["case", ["==", state("theme"), "dark"], COLORS[name][1], COLORS[name][0]];
const still = { duration: 0 };
export const regular = ["Noto Sans"];
const bold = ["Noto Sans Bold"];
/** A label in the interface's language where there is one. */
const label: Driven<string> = ["case", ["all", ["==", state("ui"), "ar"], ["!=", ["get", "ar"], ""]], ["get", "ar"], ["get", "en"]] as unknown as Expression;
const byZoom: FilterSpecification = ["<=", ["get", "z"], ["zoom"]] as unknown as FilterSpecification;
const isSelected: Expression = ["==", ["get", "key"], state("selected")];
const dotColor: Expression = ["case", isSelected, color("selected"), color("dot")];

/** What lies beneath the places: all of a style that is not theirs. */
export type Ground = Pick<StyleSpecification, "sources" | "layers" | "glyphs" | "sprite" | "state">;

/** The built-in basemap. */
export function natural(world: Archive, labels: Labels, country: (iso: string) => [string, string]): Ground {
  const countries = labels.countries.map((it) => {
    const [en, ar] = it.iso ? country(it.iso) : [it.en, ""];
    return { ...it, en, ar };
  });
  return {
    sources: {
      world: { type: "vector", tiles: [world.tiles], minzoom: world.minZoom, maxzoom: world.maxZoom },
      countries: source(points(countries)),
      seas: source(points(labels.seas.map((it) => ({ ...it, ar: it.ar ?? "" })))),
    },
    layers: [...ground(), ...writing()],
  };
}

/** The places above it. */
export function style(beneath: Ground): StyleSpecification {
  return {
    version: 8,
    ...beneath,
    state: { ...beneath.state, theme: { default: "light" }, ui: { default: "en" }, selected: { default: "" }, rings: { default: [] } },
    "font-faces": { "Noto Sans": faces(400), "Noto Sans Bold": faces(600) },
    sources: { ...beneath.sources, places: source({ type: "FeatureCollection", features: [] }) },
    layers: [...beneath.layers, ...places()],
  };
}

function source(data: FeatureCollection) {
  return { type: "geojson" as const, data };
}

type Layers = StyleSpecification["layers"];

/** A layer of the basemap's tiles. */
const of = (name: string) => ({ source: "world", "source-layer": name });
/** What is drawn from its own zoom on, or so much earlier. */
const within = (earlier: number): FilterSpecification => ["<=", ["get", "z"], ["+", ["zoom"], earlier]] as unknown as FilterSpecification;

function ground(): Layers {
  const width = (low: number, high: number): Expression => ["interpolate", ["linear"], ["zoom"], 2, low, 9, high];
  return [
    { id: "sea", type: "background", paint: { "background-color": color("sea") } },
    { id: "land", type: "fill", ...of("land"), paint: { "fill-color": color("land") } },
    { id: "urban", type: "fill", ...of("urban"), minzoom: 4, filter: within(0), paint: { "fill-color": color("urban") } },
    { id: "admin1", type: "line", ...of("admin1"), minzoom: 4, paint: { "line-color": color("admin"), "line-width": width(0.5, 1.4) } },
    { id: "rivers", type: "line", ...of("rivers"), filter: within(1),
      layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": color("river"), "line-width": width(0.5, 2.6) } },
    { id: "lakes", type: "fill", ...of("lakes"), filter: within(1), paint: { "fill-color": color("sea"), "fill-outline-color": color("river") } },
    { id: "coast", type: "line", ...of("land"), paint: { "line-color": color("river"), "line-width": width(0.4, 1), "line-opacity": 0.7 } },
    { id: "borders", type: "line", ...of("borders"), layout: { "line-join": "round" }, paint: { "line-color": color("border"), "line-width": width(0.6, 1.8) } },
    { id: "disputed", type: "line", ...of("disputed"), paint: { "line-color": color("border"), "line-width": width(0.6, 1.8), "line-dasharray": [3, 2.5] } },
  ];
}

function writing(): Layers {
  const halo = (name: Color) => ({ "text-halo-color": color(name), "text-halo-width": 1.2 });
  return [
    { id: "river-names", type: "symbol", ...of("rivers"), minzoom: 4.5, filter: within(-1),
      layout: { "symbol-placement": "line", "symbol-spacing": 400, "text-field": label, "text-font": regular, "text-size": 11.5, "text-letter-spacing": 0.08 },
      paint: { "text-color": color("water"), ...halo("land") } },
    { id: "sea-names", type: "symbol", source: "seas", filter: byZoom,
      layout: { "text-field": label, "text-font": regular, "text-size": 13, "text-letter-spacing": 0.14, "text-max-width": 7 },
      paint: { "text-color": color("water"), ...halo("sea") } },
    { id: "province-names", type: "symbol", ...of("provinces"), minzoom: 5, filter: within(-0.5),
      layout: { "text-field": label, "text-font": regular, "text-size": 12, "text-letter-spacing": 0.12, "text-max-width": 7, "text-padding": 12 },
      paint: { "text-color": color("town"), ...halo("land") } },
    { id: "towns", type: "symbol", ...of("towns"), minzoom: 3, filter: within(-0.3),
      layout: { "text-field": label, "text-font": regular, "text-size": 11.5, "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": color("town"), ...halo("land") } },
    { id: "country-names", type: "symbol", source: "countries",
      filter: ["all", byZoom, ["!", ["in", ["get", "iso"], state("rings")]]] as unknown as FilterSpecification,
      layout: { "text-field": label, "text-font": regular, "text-size": ["interpolate", ["linear"], ["zoom"], 2, 12, 6, 15], "text-letter-spacing": 0.1, "text-max-width": 8, "symbol-sort-key": ["get", "z"] },
      paint: { "text-color": color("country"), ...halo("land") } },
  ];
}

/** A name with the one in the other language in lighter writing beneath it. */
function named(ui: "en" | "ar") {
  return ["format", ["get", ui], {}, ["get", `below_${ui}`], { "text-font": ["literal", regular], "font-scale": 0.95 }];
}

/** Areas are rings, places are dots; a dash says that the place is uncertain, a second ring that it is selected. */
function places(): Layers {
  const area: FilterSpecification = ["==", ["get", "area"], true];
  const dot: FilterSpecification = ["all", ["==", ["get", "area"], false], ["==", ["get", "low"], false]];
  const low: FilterSpecification = ["all", ["==", ["get", "area"], false], ["==", ["get", "low"], true]];
  const radius: Expression = ["get", "r"];
  const onDot: Expression = ["case", ["any", ["get", "area"], ["get", "low"]] as unknown as Expression, ["case", isSelected, color("selected"), color("dot")], color("on")];
  return [
    { id: "areas", type: "circle", source: "places", filter: area, layout: { "circle-sort-key": ["get", "n"] },
      paint: { "circle-radius": radius, "circle-color": color("land"), "circle-opacity": 0.82, "circle-stroke-width": ["case", ["get", "low"], 0, 2], "circle-stroke-color": dotColor, "circle-stroke-color-transition": still, "circle-radius-transition": still } },
    { id: "uncertain", type: "circle", source: "places", filter: low,
      paint: { "circle-radius": radius, "circle-color": color("land"), "circle-opacity": 0.92, "circle-radius-transition": still } },
    { id: "dots", type: "circle", source: "places", filter: dot, layout: { "circle-sort-key": ["get", "n"] },
      paint: { "circle-radius": radius, "circle-color": dotColor, "circle-opacity": 0.94, "circle-stroke-width": 1.5, "circle-stroke-color": color("on"), "circle-color-transition": still, "circle-radius-transition": still } },
    { id: "dashes", type: "symbol", source: "places", filter: ["==", ["get", "low"], true],
      layout: { "icon-image": ["concat", "dash-", state("theme"), ["case", isSelected, "-selected-", "-dot-"], ["to-string", ["round", radius]]] as unknown as Expression, "icon-allow-overlap": true, "icon-ignore-placement": true } },
    { id: "halo", type: "circle", source: "places", filter: ["==", ["get", "key"], state("selected")] as unknown as FilterSpecification,
      paint: { "circle-radius": ["+", radius, 5], "circle-color": "rgba(0,0,0,0)", "circle-stroke-width": 2.5, "circle-stroke-color": color("selected"), "circle-radius-transition": still } },
    { id: "names", type: "symbol", source: "places",
      layout: { "text-field": ["case", ["==", state("ui"), "ar"], named("ar"), named("en")] as unknown as Expression, "text-font": bold, "text-size": 13, "text-line-height": 1.25,
        "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": ["/", ["+", radius, ["case", isSelected, 10, 5]], 13] as unknown as Expression, "text-justify": "auto", "text-max-width": 12, "symbol-sort-key": ["-", ["get", "n"]] },
      paint: { "text-color": color("text"), "text-halo-color": color("land"), "text-halo-width": 1.6, "text-color-transition": still } },
    { id: "numbers", type: "symbol", source: "places",
      // The blank icon keeps names off the whole dot, not only off its number.
      layout: { "icon-image": "blank", "icon-allow-overlap": true, "icon-padding": ["get", "r"] as never, "text-field": ["get", "count"], "text-font": bold, "text-size": ["interpolate", ["linear"], radius, 8, 11, 22, 14], "text-allow-overlap": true, "symbol-z-order": "source" },
      paint: { "text-color": onDot, "text-color-transition": still } },
  ];
}

function faces(weight: 400 | 600) {
  return fonts.map(({ file, range }) => ({ url: urlOf(`fonts/${file}-${weight}.woff2`), "unicode-range": range }));
}

function points<T extends { lon: number; lat: number }>(rows: T[]): FeatureCollection {
  const features = rows.map(({ lon, lat, ...properties }) => ({
    type: "Feature" as const, properties, geometry: { type: "Point" as const, coordinates: [lon, lat] },
  }));
  return { type: "FeatureCollection", features };
}
