// The index as bytes: what the server packs, the page reads.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { index } from "./fixture.mjs";
import { packed, unpacked } from "./packed.mjs";
import { synthetic } from "./synthetic.mjs";

const golden = (name) => readFileSync(new URL(`../../../tests/golden/index/${name}`, import.meta.url));

test("the page reads what the server packed, to the last number", () => {
  assert.deepEqual(unpacked(golden("index.bin")), JSON.parse(golden("index.json")));
});

test("the tests pack as the server does", () => {
  const served = golden("index.bin");
  const ours = packed(JSON.parse(golden("index.json")));
  // The head's keys may stand in another order; what lies behind it may not. Nothing needs to follow the last column.
  const columns = (bytes) => bytes.subarray(12 + bytes.readUInt32LE(8));
  assert.deepEqual(columns(ours).subarray(0, columns(served).length), columns(served));
  assert.deepEqual(unpacked(ours), unpacked(served));
});

test("what is packed comes out again: open ends, no mention at all, numbers of every width", () => {
  const none = { ...index(), mentions: { place: [], article: [], start: [], when_start: [], when_end: [], role: [], score: [] } };
  const wide = index();
  wide.mentions.start = [0, 200, 100, 70_000, 5, 2 ** 30, 6, 7];
  wide.mentions.place = [0, 300, 70_000, 1, 2, 3, 4, 5];
  wide.mentions.article = [9, 0, 0, 3, 3, 2, 40_000, 1];
  wide.mentions.when_start[0] = -700_000;
  wide.mentions.when_end[1] = 2_900_000;
  for (const it of [none, wide, index(), synthetic(3000)]) {
    const { mentions: { when_basis, ...mentions }, articles: { published, published_basis, ...articles }, ...rest } = it;
    assert.deepEqual(unpacked(packed({ ...rest, articles, mentions })), { ...rest, articles, mentions });
  }
});

test("what is no index is told as such", () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from("<!doctype html>"), Buffer.from("tadmur 2____")]) {
    assert.throws(() => unpacked(bytes), /not an index/);
  }
});
