// Sizes as they go over the wire, gzipped, in kB of 1024: a hard limit each. Of the tiles a view reads only a few.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((it) => it.isFile())
  .map((it) => join(it.parentPath ?? it.path, it.name).slice(DIST.length));

/** A script and all that it cannot begin without. */
function reached(name, known = new Set([name])) {
  for (const [, it] of readFileSync(join(DIST, name), "utf8").matchAll(/\b(?:from|import)"\.\/([^"]+)"/g)) {
    if (!known.has(it)) reached(it, known.add(it));
  }
  return known;
}

const BEFORE_THE_MAP = reached("app.js");

function size(wanted) {
  const bytes = files.filter((it) => (typeof wanted === "function" ? wanted(it) : wanted.test(it))).map((it) => readFileSync(join(DIST, it)));
  assert.ok(bytes.length > 0, `dist has no ${wanted}`);
  return bytes.reduce((sum, it) => sum + gzipSync(it, { level: 9 }).length, 0) / 1024;
}

for (const [what, wanted, limit] of [
  ["our own scripts before the map, one language", (it) => BEFORE_THE_MAP.has(it), 30],
  ["all scripts of the map page", /^(app|part-.*)\.js$|\.mjs$/, 480],
  ["styles", /\.css$/, 16],
  ["fonts of a first view in Latin and Arabic", /fonts\/(latin|latin-more|arabic)-[46]00\.woff2$/, 95],
  ["names of the basemap", /^basemap\/labels\.json$/, 10],
]) {
  test(`${what}: at most ${limit} kB`, (it) => {
    const kb = size(wanted);
    it.diagnostic(`${kb.toFixed(1)} kB of ${limit}`);
    assert.ok(kb <= limit, `${kb.toFixed(1)} kB`);
  });
}

test("the tiles of the whole world: at most 5.5 MB", () => {
  const { length } = readFileSync(join(DIST, "basemap/world.pmtiles"));
  assert.ok(length <= 5.5 * 1024 * 1024, `${length} bytes`);
});

for (const [how, end, limit] of [["brotli", ".br", 420], ["gzip", ".gz", 480]]) {
  test(`all scripts and styles as they are packed with ${how}: at most ${limit} kB`, (it) => {
    const bytes = files.filter((name) => name.endsWith(end)).reduce((sum, name) => sum + readFileSync(join(DIST, name)).length, 0);
    it.diagnostic(`${(bytes / 1024).toFixed(1)} kB of ${limit}`);
    assert.ok(bytes > 0 && bytes <= limit * 1024, `${bytes} bytes`);
  });
}

test("what is packed is what is plain", () => {
  for (const name of files.filter((it) => /\.(m?js|css)$/.test(it))) {
    const plain = readFileSync(join(DIST, name));
    assert.deepEqual(brotliDecompressSync(readFileSync(join(DIST, `${name}.br`))), plain, name);
    assert.deepEqual(gunzipSync(readFileSync(join(DIST, `${name}.gz`))), plain, name);
  }
});
