// The small map of an article: its mentions as an index of their own, drawn by the map of the whole.

import { type Article, type ArticleMention, ROLES } from "./api.ts";
import { prepare } from "./data.ts";
import { hasWebGl } from "./dom.ts";
import type { Index } from "./index.ts";
import { drawMap } from "./map.ts";
import { query } from "./query.ts";
import { read } from "./state.ts";
import { spans } from "./spans.ts";
import { isDark } from "./theme.ts";

/** Rejects where there is no WebGL. */
export async function articleMap(box: HTMLElement, article: Article, placed: ArticleMention[], go: (mention: ArticleMention) => void): Promise<void> {
  if (!hasWebGl()) throw new Error("no WebGL");
  box.hidden = false;
  const first = new Map(placed.toReversed().map((it) => [it.place_id, it]));
  const places = [...first.values()].reverse();
  const data = prepare(indexOf(article, places, placed));
  const state = read("#role=all");
  const result = query(data, state);
  const to = (place: number) => places[place] && go(places[place]);
  const view = await drawMap(box, "", { data, result }, { open: to, list: (members) => to(members[0] ?? -1), moved: () => undefined });
  view.render(data, result, state, isDark(""));
}

/** Kinds whose point is the place itself; of all others it stands for an area. */
const SPOTS = new Set(["city", "suburb", "ancient", "airport", "port", "site", "mountain"]);

function indexOf(article: Article, places: ArticleMention[], mentions: ArticleMention[]): Index {
  const at = new Map(places.map((it, i) => [it.place_id, i]));
  return {
    version: article.id,
    articles: {
      id: [article.id], title: [article.title], source: [article.source], lang: [article.lang],
      published_start: [null], published_end: [null], also_in: [[]],
    },
    places: {
      id: places.map((it) => it.place_id ?? ""), label: places.map((it) => it.place ?? ""), label_ar: places.map(() => null),
      lon: places.map((it) => it.lon ?? 0), lat: places.map((it) => it.lat ?? 0), kind: places.map((it) => it.kind ?? ""),
      country: places.map((it) => it.country), area: places.map((it) => !SPOTS.has(it.kind ?? "")),
    },
    mentions: {
      place: Uint32Array.from(mentions, (it) => at.get(it.place_id) ?? 0),
      article: new Uint32Array(mentions.length),
      start: Uint32Array.from(mentions, (it) => it.start),
      role: Uint8Array.from(mentions, (it) => ROLES.indexOf(it.role)),
      score: Float32Array.from(mentions, (it) => it.score),
      when: spans(mentions.length, () => null, () => null),
    },
  };
}
