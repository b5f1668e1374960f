// Sizes as they go over the wire, gzipped, in kB of 1024: a hard limit each. Of the tiles a view reads only a few.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

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
  ["fonts of a first view", /fonts\/noto-sans-(latin|arabic-arabic)-[46]00-normal\.woff2$/, 135],
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

test("all scripts and styles as a browser on this machine takes them, with brotli: at most 420 kB", (it) => {
  const bytes = files.filter((name) => name.endsWith(".br")).reduce((sum, name) => sum + readFileSync(join(DIST, name)).length, 0);
  it.diagnostic(`${(bytes / 1024).toFixed(1)} kB of 420`);
  assert.ok(bytes > 0 && bytes <= 420 * 1024, `${bytes} bytes`);
});
