// The page: loads the index, and lets every view draw the one result of the one query.

import { articleUrl, FILES, loadIndex } from "./api.ts";
import { type Data, prepare } from "./data.ts";
import { h, hasWebGl, the } from "./dom.ts";
import { downloads } from "./download.ts";
import { header } from "./header.ts";
import { currentUi, preferredUi, setUi, spanWords, t } from "./i18n.ts";
import { type Index, readIndex } from "./index.ts";
import { list } from "./list.ts";
import type { MapView } from "./map.ts";
import { panel } from "./panel.ts";
import { player } from "./play.ts";
import { query, type Result } from "./query.ts";
import { type Matches, matchesOf } from "./search.ts";
import { share } from "./share.ts";
import { type State, Store, write } from "./state.ts";
import { applyTheme, isDark } from "./theme.ts";
import { timeline } from "./timeline.ts";

/** How long what a reader says may take to come back, ms. */
const PATIENCE = 15_000;

const store = new Store(() => render());
const change = store.change.bind(store);
const status = the("#status");

const top = header(change);
const failed = (why: string) => announce(`${t("error.download")}: ${why}`);
const places = list((id) => open(id), change, failed);
const sentences = panel(() => close(), () => times.ground(), failed, () => { awaited = Date.now() + PATIENCE; });
const times = timeline(change);
const playing = player(() => times.ground(), change);
downloads(() => data && result && { data, result, state: store.state }, failed);
share(() => data && result && { result, state: store.state, map: mapView }, () => store.flush());

let data: Data | null = null;
let result: Result | null = null;
let queried = "";
let mapView: MapView | null = null;
let openPlace: string | null = null;
let announcing = 0;
let matches: Matches | null = null;
let seeking = 0;
let newer: Index | null = null;
/** Until then newer data are what this reader has just said. */
let awaited = 0;

function render(): void {
  const { state } = store;
  const wanted = state.ui || preferredUi();
  if (currentUi() !== wanted) void setUi(wanted).then(render);
  applyTheme(state.theme);
  document.title = t("app.title");
  top.render(data, state, isDark(state.theme), matches);
  the<HTMLAnchorElement>("#whole").href = location.pathname + write(state);
  if (!data) return;
  result = ask(data, state);
  places.render(data, result, state);
  times.render(data, result, state);
  playing.render();
  sentences.render(data, result, state);
  mapView?.render(data, result, state, isDark(state.theme));
  drawStatus(result, state);
  follow(state);
}

/** The result, asked anew only when the filter changed. */
function ask(data: Data, state: State): Result {
  const { from, to, time, undated, roles, facets, article, score, q } = state;
  if (matches?.q !== q || matches.version !== data.index.version) seek(data, q);
  const key = JSON.stringify([from, to, time, undated, roles, facets, article, score, q, data.index.version, matches?.q]);
  if (result && key === queried) return result;
  queried = key;
  return query(data, state, result, matches);
}

/** Looks for the words in the sentences, once typing pauses; until then names and titles answer. */
function seek(data: Data, q: string): void {
  clearTimeout(seeking);
  matches = null;
  if (q === "") return;
  seeking = window.setTimeout(() => {
    matchesOf(data, q).then((found) => {
      if (store.state.q !== q) return;
      matches = found;
      render();
    }).catch((error: unknown) => announce(`${t("error.search")}: ${error instanceof Error ? error.message : String(error)}`));
  }, 120);
}

/** An edition of files stays as it is. A page without the part that listens is one that is not told. */
async function hearNews(): Promise<void> {
  if (FILES) return;
  const { listen } = await import("./live.ts");
  listen({ told: (version) => void told(version), lost: (isLost) => { the("#lost").hidden = !isLost; } });
}

/** Newer data come in by themselves while nobody is in the middle of reading; else a button offers them. */
async function told(version: string): Promise<void> {
  if (!data || version === data.index.version || version === newer?.version) return;
  try {
    newer = readIndex(await loadIndex());
  } catch {
    return; // The server is told to be away by its stream.
  }
  const side = the("#side");
  const reading = store.state.place !== "" || side.scrollTop > 0 || side.contains(document.activeElement) || !the("#filters").hidden;
  if (reading && Date.now() > awaited) drawNews();
  else takeNews();
}

function drawNews(): void {
  const box = the("#news");
  const more = newer && data ? newer.mentions.place.length - data.n : 0;
  box.replaceChildren(...(newer ? [h("button", { type: "button", click: takeNews }, more > 0 ? t("news.more", { count: more }) : t("news.other"))] : []));
}

function takeNews(): void {
  if (!newer) return;
  data = prepare(newer);
  newer = null;
  drawNews();
  render();
}

/** Moves the focus when a panel was opened or closed. */
function follow(state: State): void {
  if (openPlace === state.place) return;
  const before = openPlace;
  openPlace = state.place;
  the("#side").classList.toggle("reading", state.place !== "");
  if (state.place !== "") {
    the("#side").scrollTop = 0;
    if (before !== null) sentences.focus();
    const place = data?.placeAt.get(state.place);
    if (place !== undefined) mapView?.show(place);
  } else if (before) places.focus(before);
}

function open(id: string): void {
  change({ place: id }, { push: true });
}

function close(): void {
  change({ place: "" }, { push: true });
}

/** One sentence once things have settled, not one a frame. */
function drawStatus(result: Result, state: State): void {
  const found = result.mentions.length === 0 ? t("status.empty") : t("status.found", {
    mentions: t("count.mentions", { count: result.mentions.length }),
    places: t("count.places", { count: result.places.length }),
  });
  the("#count").textContent = found;
  drawOnly(state.article);
  announce(`${found} ${spanWords(state.from, state.to)}`);
}

/** Names the one article that is shown, and offers all of them again. */
function drawOnly(article: string): void {
  const box = the("#only");
  box.hidden = article === "";
  if (!data || article === "") return box.replaceChildren();
  const title = data.index.articles.title[data.index.articles.id.indexOf(article)] ?? t("panel.untitled");
  box.replaceChildren(
    h("p", {}, `${t("only.article")} `, h("a", { href: articleUrl(article) }, h("bdi", {}, title))),
    h("button", { type: "button", id: "all-articles", click: () => change({ article: "" }) }, t("only.all")),
  );
}

function announce(sentence: string): void {
  clearTimeout(announcing);
  announcing = window.setTimeout(() => { status.textContent = sentence; }, 400);
}

async function start(): Promise<void> {
  const failure = the("#failure");
  failure.replaceChildren();
  document.body.dataset["state"] = "loading";
  let index: Index;
  try {
    index = readIndex(await loadIndex());
  } catch (error) {
    document.body.dataset["state"] = "failed";
    const why = error instanceof Error ? error.message : String(error);
    const retry = h("button", { type: "button", click: () => void start() }, t("error.retry"));
    failure.replaceChildren(h("p", {}, `${t("error.load")} (index.bin): ${why}`), retry);
    return;
  }
  data = prepare(index);
  result = null;
  document.body.dataset["state"] = "ready";
  render();
  hearNews().catch(() => {});
  await startMap();
}

async function startMap(): Promise<void> {
  const box = the("#map");
  const note = the("#map-note");
  note.hidden = false;
  if (!hasWebGl()) {
    note.textContent = t("map.nowebgl");
    box.dataset["state"] = "none";
    return;
  }
  try {
    const { drawMap } = await import("./map.ts");
    if (!data || !result) return;
    mapView = await drawMap(box, store.state.map, { data, result }, {
      open: (place) => open(data?.index.places.id[place] ?? ""),
      list: (members) => {
        if (store.state.place !== "") close();
        places.only(members);
      },
      moved: (camera) => change({ map: camera }),
    });
  } catch (error) {
    note.replaceChildren(
      h("p", {}, t("map.failed", { why: error instanceof Error ? error.message : String(error) })),
      h("button", { type: "button", click: () => void startMap() }, t("error.retry")),
    );
    box.dataset["state"] = "failed";
    return;
  }
  note.hidden = true;
  box.dataset["state"] = "ready";
  render();
  const place = data?.placeAt.get(store.state.place);
  if (place !== undefined && store.state.map === "") mapView.show(place);
  Object.assign(globalThis, { tadmur: { map: mapView.map, data: () => data, result: () => result, matches: () => matches?.q, state: () => store.state } });
}

document.body.classList.toggle("embed", new URLSearchParams(location.search).get("embed") === "1");
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => render());
await setUi(store.state.ui || preferredUi());
render();
void start();
