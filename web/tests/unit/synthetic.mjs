// Large indexes, and what a move of the brush costs on them: query and clusters, in CPU time.

import { load } from "./load.mjs";
import { read as unpack } from "./packed.mjs";

const { axisOf, cluster, countBins, prepare, project, query, read } = await load("../tests/unit/modules");

/**
 * An index of that many mentions of 20,000 places over 20 years; a tenth of the spans are years, a tenth have no date. They come
 * article by article, as the server gives them, but are otherwise more even than news: they pack worse.
 */
export function synthetic(n, places = 20_000, articles = 50_000) {
  let seed = 42;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const rows = (count, make) => Array.from({ length: count }, make);
  const start = rows(n, () => 12_000 + random(7300));
  const kind = rows(n, () => random(10));
  const article = rows(n, () => random(articles)).sort((a, b) => a - b);
  const at = [];
  for (let i = 0; i < n; i++) at.push((article[i] === article[i - 1] ? at[i - 1] : 0) + random(400));
  return {
    version: String(n),
    articles: {
      id: rows(articles, (_, i) => `a${i}`), title: rows(articles, () => null), source: rows(articles, (_, i) => `source ${i % 40}`),
      lang: rows(articles, () => "en"), published_start: rows(articles, () => null), published_end: rows(articles, () => null),
      also_in: rows(articles, () => []),
    },
    places: {
      id: rows(places, (_, i) => `p${i}`), label: rows(places, (_, i) => `Place ${i}`), label_ar: rows(places, () => ""),
      lon: rows(places, () => random(36_000) / 100 - 180), lat: rows(places, () => random(14_000) / 100 - 60),
      kind: rows(places, () => "city"), country: rows(places, () => "SY"), area: rows(places, () => false),
    },
    mentions: {
      start: at, place: rows(n, () => Math.min(random(places), random(places))), article,
      when_start: start.map((it, i) => (kind[i] === 0 ? null : it)), when_end: start.map((it, i) => (kind[i] === 0 ? null : it + (kind[i] === 1 ? 365 : 0))),
      role: rows(n, () => "literal"), score: rows(n, () => random(1001) / 1000),
    },
  };
}

export function cpu(work) {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

/** Milliseconds of a filter step (median of nine), and of the first one with all bars. */
export function filterStep(index) {
  const data = prepare(unpack(index));
  const spans = data.times.when;
  const axis = axisOf(spans, "month");
  let result = null;
  const step = (from) => {
    result = query(data, { ...read(""), from, to: from + 365 }, result);
    const { lon, lat } = data.index.places;
    cluster(result.places.map((place) => {
      const [x, y] = project(lon[place], lat[place], 1);
      return { place, x, y, n: result.counts[place] };
    }), data.largest);
  };
  const first = cpu(() => {
    step(13_000);
    countBins(spans, result.anyTime, axis, "month");
  });
  for (let i = 0; i < 5; i++) step(13_000 + i);
  const times = Array.from({ length: 9 }, (_, i) => cpu(() => step(14_000 + 100 * i))).sort((a, b) => a - b);
  return { median: times[4], first };
}
