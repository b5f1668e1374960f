// A small index, in lists: `packed.mjs` makes of it what the server gives.

export const DAY = (iso) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

const rows = [
  // place, start, end, role, score
  [0, "2015-05-01", "2015-05-31", "literal", 0.9],
  [0, "2016-03-22", "2016-03-24", "literal", 0.9],
  [0, null, null, "literal", 0.9],
  [1, "2016-01-01", "2016-12-31", "literal", 0.4],
  [1, "2015-05-20", null, "literal", 0.9],
  [2, null, "2014-12-31", "literal", 0.9],
  [3, "2016-12-15", "2016-12-15", "metonymic", 0.9],
  [2, "2016-12-15", "2016-12-15", "demonym", 0.9],
];

export function index() {
  return {
    version: "1",
    articles: {
      id: ["a", "b"], title: ["First", null], source: ["Example Wire", null], lang: ["en", "ar"],
      published_start: [DAY("2016-12-15"), null], published_end: [DAY("2016-12-15"), null], also_in: [["Daily Copy"], []],
    },
    places: {
      id: ["gn:1", "gn:2", "gn:3", "gn:4"], label: ["Palmyra", "Idlib", "Syria", "Moscow"], label_ar: ["تدمر", "إدلب", "سوريا", "موسكو"],
      lon: [38.28, 36.63, 38, 37.6], lat: [34.56, 35.93, 35, 55.75], kind: ["city", "city", "country", "city"],
      country: ["SY", "SY", "SY", "RU"], area: [false, false, true, false],
    },
    mentions: {
      start: rows.map((_, i) => i * 10), place: rows.map((it) => it[0]), article: rows.map((_, i) => i % 2),
      when_start: rows.map((it) => it[1] && DAY(it[1])), when_end: rows.map((it) => it[2] && DAY(it[2])),
      role: rows.map((it) => it[3]), score: rows.map((it) => it[4]),
    },
  };
}
