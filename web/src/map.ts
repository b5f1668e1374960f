// The map: one dot a place, as large as its mentions that pass. Loaded, with MapLibre, after the list stands.

import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from "maplibre-gl";
import { type Cluster, cluster, type Dot, project } from "./cluster.ts";
import type { Data } from "./data.ts";
import { h, reducedMotion } from "./dom.ts";
import { bare } from "./fold.ts";
import { currentUi, shortNumber, t } from "./i18n.ts";
import { type Result, UNCERTAIN } from "./query.ts";
import type { State } from "./state.ts";
import { colorOf, style } from "./style.ts";

export interface MapView {
  render: (data: Data, result: Result, state: State, dark: boolean) => void;
  /** Brings the place into view. */
  show: (place: number) => void;
  map: MapLibre;
}

interface Shown {
  data: Data;
  result: Result;
}

export interface MapEvents {
  open: (place: number) => void;
  /** A cluster that no zoom takes apart. */
  list: (places: number[]) => void;
  moved: (camera: string) => void;
}

const MAX_ZOOM = 12;
const MIN_ZOOM = 0.8;
/** How far beyond the edge dots are still drawn, in pixels. */
const MARGIN = 120;

/** Where the camera is not told, the map begins with what passes: it fetches no tiles of a view that is left at once. */
export async function drawMap(box: HTMLElement, camera: string, { data, result }: Shown, events: MapEvents): Promise<MapView> {
  const [gl, [tile, { ground, credit, host }, tell]] = await Promise.all([
    import("maplibre-gl"),
    import("./basemap.ts").then(async (it) => [it.tile, await it.beneath(), it.tell] as const),
  ]);
  gl.addProtocol("pmtiles", tile);
  const [zoom, lat, lon] = camera.split("/").map(Number);
  const bounds = camera ? null : extent(data, result, false);
  const map = new gl.Map({
    container: box,
    style: style(ground),
    ...(camera ? { zoom: zoom ?? 2, center: [lon ?? 0, lat ?? 0] as [number, number] } : bounds ? { bounds, fitBoundsOptions: fitting(box) } : { zoom: 1, center: [30, 25] as [number, number] }),
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: true,
    fadeDuration: reducedMotion() ? 0 : 120,
    cooperativeGestures: matchMedia("(max-width: 760px) and (pointer: coarse)").matches,
    locale: { "NavigationControl.ZoomIn": t("map.zoomin"), "NavigationControl.ZoomOut": t("map.zoomout"), "Map.Title": t("map.canvas") },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  await new Promise<void>((done) => map.once("load", () => done()));
  const credits = Object.keys(ground.sources).map((it) => plain(map.getSource(it)?.attribution ?? ""));
  tell([...new Set([credit, ...credits])].filter(Boolean).join(" · "), host);
  return new View(map, camera !== "" || bounds !== null, events);
}

class View implements MapView {
  map: MapLibre;
  #events: MapEvents;
  #last: (Shown & { state: State }) | null = null;
  #fitted: boolean;
  #clusters = new Map<string, Cluster>();
  #drawn = "";
  #named = "";
  #tip = h("div", { class: "tip", hidden: true });

  constructor(map: MapLibre, fitted: boolean, events: MapEvents) {
    this.map = map;
    this.#fitted = fitted;
    this.#events = events;
    map.getContainer().append(this.#tip);
    map.setMissingStyleImageResolver((id) => addDash(map, id));
    map.addImage("blank", { width: 1, height: 1, data: new Uint8Array(4) });
    map.on("moveend", ({ originalEvent }) => {
      this.#draw();
      // The address keeps a position that the reader chose; fitting what there is needs none.
      if (originalEvent || this.#last?.state.map) this.#report();
    });
    map.on("click", (event) => this.#click(event));
    map.on("mousemove", (event) => this.#hover(event));
    map.on("mouseout", () => this.#tip.toggleAttribute("hidden", true));
    const fit = h("button", { type: "button", class: "fit", title: t("map.fit"), "aria-label": t("map.fit"), "data-t-title": "map.fit", "data-t-aria-label": "map.fit", click: () => this.#fit(true) });
    map.getContainer().querySelector(".maplibregl-ctrl-top-right .maplibregl-ctrl-group")?.append(fit);
  }

  render(data: Data, result: Result, state: State, dark: boolean): void {
    const moved = state.map !== "" && this.#last !== null && state.map !== this.#last.state.map && state.map !== this.#camera();
    this.#last = { data, result, state };
    this.map.setGlobalStateProperty("theme", dark ? "dark" : "light");
    this.map.setGlobalStateProperty("ui", currentUi());
    if (moved) {
      const [zoom, lat, lon] = state.map.split("/").map(Number);
      this.map.jumpTo({ zoom: zoom ?? 2, center: [lon ?? 0, lat ?? 0] });
    }
    if (!this.#fitted && result.places.length > 0) this.#fit(false);
    this.#draw();
  }

  show(place: number): void {
    const places = this.#last?.data.index.places;
    if (!places) return;
    const center: [number, number] = [places.lon[place] ?? 0, places.lat[place] ?? 0];
    const within = this.map.getBounds().contains(center);
    if (within && this.map.getZoom() > 4) return;
    this.map.easeTo({ center, zoom: Math.max(this.map.getZoom(), places.area[place] ? 3.5 : 5.5), duration: reducedMotion() ? 0 : 500 });
  }

  /** Clusters what is in view and hands it to MapLibre, unless nothing changed. */
  #draw(): void {
    if (!this.#last) return;
    const { data, result, state } = this.#last;
    const { label, label_ar, lon, lat, area, id, kind, country } = data.index.places;
    const zoom = this.map.getZoom();
    const inView = this.#viewport(zoom);
    const dots: Dot[] = [];
    for (const place of result.places) {
      const [x, y] = project(lon[place] ?? 0, lat[place] ?? 0, zoom);
      if (inView(x, y)) dots.push({ place, x, y, n: result.counts[place] ?? 0 });
    }
    const clusters = cluster(dots, data.largest);
    this.#clusters = new Map(clusters.map((it) => [id[it.place] ?? "", it]));
    const selected = clusters.find((it) => it.members.some((member) => id[member] === state.place));
    this.map.setGlobalStateProperty("selected", selected ? (id[selected.place] ?? "") : "");
    // A country that has a ring with its name needs no second name from the basemap.
    const named = clusters.filter((it) => kind[it.place] === "country").map((it) => country[it.place] ?? "");
    if (named.join() !== this.#named) this.map.setGlobalStateProperty("rings", named);
    this.#named = named.join();
    const more = (it: Cluster) => (it.members.length > 1 ? ` +${it.members.length - 1}` : "");
    const second = (one: string, other: string) => (other && other !== one ? `\n${other}` : "");
    const features = clusters.map((it) => {
      const [en, ar] = [bare(label[it.place] ?? ""), bare(label_ar[it.place] ?? "")];
      return {
        type: "Feature" as const,
        properties: {
          key: id[it.place] ?? "",
          n: it.n,
          r: it.r,
          count: shortNumber(it.n),
          area: area[it.place] ?? false,
          low: it.members.every((member) => (result.scores[member] ?? 1) < UNCERTAIN),
          en: en + more(it),
          ar: (ar || en) + more(it),
          // In the other language, beneath.
          below_en: second(en, ar),
          below_ar: second(ar || en, en),
        },
        geometry: { type: "Point" as const, coordinates: [lon[it.place] ?? 0, lat[it.place] ?? 0] },
      };
    });
    const collection: FeatureCollection = { type: "FeatureCollection", features };
    const text = JSON.stringify(features);
    if (text === this.#drawn) return;
    this.#drawn = text;
    void this.map.getSource<GeoJSONSource>("places")?.setData(collection);
  }

  #viewport(zoom: number): (x: number, y: number) => boolean {
    const bounds = this.map.getBounds();
    const [west, north] = project(bounds.getWest(), bounds.getNorth(), zoom);
    const [east, south] = project(bounds.getEast(), bounds.getSouth(), zoom);
    const world = 512 * 2 ** zoom;
    return (x, y) =>
      y > north - MARGIN && y < south + MARGIN && [x - world, x, x + world].some((it) => it > west - MARGIN && it < east + MARGIN);
  }

  #fit(all: boolean): void {
    const bounds = this.#last && extent(this.#last.data, this.#last.result, all);
    if (!bounds) return;
    this.#fitted = true;
    this.map.fitBounds(bounds, { ...fitting(this.map.getContainer()), duration: all && !reducedMotion() ? 500 : 0 });
  }

  #camera(): string {
    const { lat, lng } = this.map.getCenter();
    return `${round(this.map.getZoom(), 2)}/${round(lat, 3)}/${round(lng, 3)}`;
  }

  #report(): void {
    this.#events.moved(this.#camera());
  }

  #at(event: MapMouseEvent): Cluster | null {
    const { x, y } = event.point;
    const layers = ["dots", "uncertain", "areas"].filter((it) => this.map.getLayer(it));
    for (const reach of [0, 8]) {
      const found = this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers });
      const key: unknown = found[0]?.properties["key"];
      if (typeof key === "string") return this.#clusters.get(key) ?? null;
    }
    return null;
  }

  #click(event: MapMouseEvent): void {
    const hit = this.#at(event);
    if (!hit || !this.#last) return;
    if (hit.members.length === 1) return this.#events.open(hit.place);
    const { lon, lat } = this.#last.data.index.places;
    const [lons, lats] = [hit.members.map((it) => lon[it] ?? 0), hit.members.map((it) => lat[it] ?? 0)];
    const box: [[number, number], [number, number]] = [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
    const camera = this.map.cameraForBounds(box, { padding: 90, maxZoom: MAX_ZOOM });
    if (!camera || (camera.zoom ?? 0) <= this.map.getZoom() + 0.1) return this.#events.list(hit.members);
    this.map.easeTo({ ...camera, duration: reducedMotion() ? 0 : 500 });
  }

  #hover(event: MapMouseEvent): void {
    const hit = this.#at(event);
    this.map.getCanvas().classList.toggle("over", hit !== null);
    this.#tip.hidden = hit === null;
    if (!hit || !this.#last) return;
    const { label, label_ar } = this.#last.data.index.places;
    const names = hit.members.slice(0, 4).map((it) => (currentUi() === "ar" ? label_ar[it] || label[it] : label[it]) ?? "");
    const rest = hit.members.length > 4 ? ` +${hit.members.length - 4}` : "";
    this.#tip.replaceChildren(h("strong", {}, names.join(", ") + rest), ` ${t("count.mentions", { count: hit.n })}`);
    this.#tip.style.transform = `translate(${event.point.x + 12}px, ${event.point.y + 12}px)`;
  }
}

/** The box around what passes; unless all is wanted, without the outermost few mentions: a far-away place should not shrink the rest. */
function extent({ index: { places } }: Data, { places: shown, counts }: Result, all: boolean): [[number, number], [number, number]] | null {
  if (shown.length === 0) return null;
  const spread = (column: number[]) => {
    const values = shown.flatMap((it) => Array<number>(all ? 1 : Math.min(50, counts[it] ?? 1)).fill(column[it] ?? 0)).sort((a, b) => a - b);
    const cut = all ? 0 : Math.floor(values.length * 0.15);
    return [values[cut] ?? 0, values[values.length - 1 - cut] ?? 0] as const;
  };
  const [west, east] = spread(places.lon);
  const [south, north] = spread(places.lat);
  return [[west, south], [east, north]];
}

function fitting(box: HTMLElement) {
  return { padding: Math.min(80, box.clientHeight / 5), maxZoom: 6.4 };
}

/** Draws the dashed ring that an id `dash-THEME-COLOR-RADIUS` asks for. */
function addDash(map: MapLibre, id: string): void {
  const match = /^dash-(light|dark)-(dot|selected)-(\d+)$/.exec(id);
  if (!match || map.hasImage(id)) return;
  const r = Number(match[3]);
  const ratio = 2;
  const size = 2 * (r + 3) * ratio;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  context.strokeStyle = colorOf(match[2] === "selected" ? "selected" : "dot", match[1] === "dark");
  context.lineWidth = 2;
  const dash = (2 * Math.PI * r) / Math.max(8, Math.round(r * 1.1));
  context.setLineDash([dash * 0.6, dash * 0.4]);
  context.arc(r + 3, r + 3, r, 0, 2 * Math.PI);
  context.stroke();
  map.addImage(id, context.getImageData(0, 0, size, size), { pixelRatio: ratio });
}

/** The words of somebody's markup. */
function plain(markup: string): string {
  return new DOMParser().parseFromString(markup, "text/html").body.textContent ?? "";
}

function round(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
