import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, index } from "./fixture.mjs";
import { load } from "./load.mjs";
import { read as unpack } from "./packed.mjs";

const { inNames, inSentences, query, parametersOf, prepare, read, write } = await load("../tests/unit/modules");
const data = prepare(unpack(index()));

function check(hash, mentions) {
  assert.deepEqual([...query(data, read(hash)).mentions], mentions, hash);
}

test("a mention passes when its days overlap the period, open ends included", () => {
  check("", [0, 1, 2, 3, 4, 5]);
  check("#datetime=2015-05-01/2015-05-31", [0, 4]);
  check("#datetime=2016-03-01/2016-03-31", [1, 3, 4]);
  check("#datetime=../2014-01-01", [5]);
  check("#datetime=2017-01-01/..", [4]);
  check("#datetime=2015-05-01/2015-05-31&undated=true", [0, 2, 4]);
});

test("the other time asks about the articles", () => {
  check("#datetime=2016-12-15&time=published", [0, 2, 4]);
});

test("roles, facets, score and search cut down", () => {
  check("#role=metonymic,demonym", [6, 7]);
  check("#role=all&country=RU", [6]);
  check("#kind=city&score=0.5", [0, 1, 2, 4]);
  check("#score=0.9", [0, 1, 2, 4, 5]);
  check("#lang=ar", [1, 3, 5]);
  check("#source=Example%20Wire", [0, 2, 4]);
  check("#source=Daily%20Copy", [0, 2, 4]);
  check("#q=ادلب", [3, 4]);
  check("#q=pal", [0, 1, 2]);
  check("#q=first", [0, 2, 4]);
  check("#q=almyra", []);
  check("#article=b", [1, 3, 5]);
  check("#article=gone", []);
  check("#q=nothing", []);
});

test("counts, best scores and order of places come from the same mentions", () => {
  const result = query(data, read("#datetime=2015-01-01/2016-12-31"));
  assert.deepEqual([...result.counts], [2, 2, 0, 0]);
  assert.deepEqual(result.places, [1, 0]); // as many each: by name
  assert.equal(result.undated, 1);
  assert.equal(result.anyTime.length, 6);
});

test("words are sought in sentences, names and titles, the last one as it begins", () => {
  const quotes = ["The siege of Palmyra ended.", "Roads to the coast were shut.", "حصار تَدْمُر"];
  const sentences = { quotes, quote: [0, 1, 0, 1, 1, 1, 2, 2] };
  const found = (q) => [...inSentences(data, sentences, q)].flatMap((it, i) => (it ? [i] : []));
  assert.deepEqual(found("siege"), [0, 2]);
  assert.deepEqual(found("road"), [1, 3, 4, 5]);
  assert.deepEqual(found("road coast"), []);
  assert.deepEqual(found("roads palm"), [1]);
  assert.deepEqual(found("first sieg"), [0, 2]);
  assert.deepEqual(found("حصار تدمر"), [6, 7]);
  assert.deepEqual(found("__proto__"), []);
  assert.deepEqual([...inNames(data, "siege")], Array(8).fill(0));
  const matches = { q: "siege", version: "1", mask: inSentences(data, sentences, "siege") };
  assert.deepEqual([...query(data, read("#q=siege"), null, matches).mentions], [0, 2]);
  assert.deepEqual([...query(data, read("#q=sieges"), null, matches).mentions], []);
});

test("the filter in the API's words", () => {
  const parameters = (hash) => parametersOf(read(hash));
  assert.deepEqual(parameters(""), {});
  assert.deepEqual(parameters("#datetime=2015-05-01/..&role=all&time=published"), { datetime: "2015-05-01/..", time: "published", role: "all" });
  assert.deepEqual(parameters("#datetime=2015-05-01/..&undated=true"), { datetime: "2015-05-01/..", undated: "true" });
  assert.deepEqual(parameters("#role=demonym,literal"), { role: "literal,demonym" });
  assert.deepEqual(parameters("#article=a&lang=ar&country=SY&score=0.5&q=road"), { article: "a", lang: "ar", country: "SY", score: "0.5", q: "road" });
  assert.deepEqual(parameters("#q=!%20-"), {});
  assert.deepEqual(parameters("#source=Wire, The").source, '"Wire, The"');
});

test("the state survives its way through the address", () => {
  const hash = "#datetime=2015-05-01/..&time=published&undated=true&role=literal,demonym&lang=ar&country=SY&article=a&score=0.5&q=%D8%AA%D8%AF&place=gn:1&step=month&theme=dark&ui=ar&map=5/34.5/38.2";
  assert.deepEqual(read(write(read(hash))), read(hash));
  assert.equal(read(hash).from, DAY("2015-05-01"));
  assert.equal(write(read("")), "");
});

test("an address that makes no sense is read as if it said nothing", () => {
  assert.deepEqual(read("#datetime=2016-13-01/x&role=king&score=9&step=hour&theme=pink&map=a/b/c&ui=xx&time=then"), read(""));
  assert.deepEqual(read("#datetime=2016-02-01/2015-01-01").from, DAY("2015-01-01"));
  assert.equal(query(data, read("#place=__proto__")).places.length, 3);
});
