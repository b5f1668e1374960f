import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { cluster, radius } = await load("cluster");

test("dots that touch become one, and no mention is lost", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const dots = Array.from({ length: 500 }, (_, place) => ({ place, x: random() * 1000, y: random() * 600, n: 1 + Math.floor(random() * 40) }))
    .sort((a, b) => b.n - a.n);
  const made = cluster(dots, 40);
  const sum = (list) => list.reduce((total, it) => total + it.n, 0);
  assert.equal(sum(made), sum(dots));
  assert.deepEqual(made.flatMap((it) => it.members).sort((a, b) => a - b), dots.map((it) => it.place).sort((a, b) => a - b));
  for (const it of made) assert.equal(it.members[0], it.place);
  for (const a of made) for (const b of made) assert.ok(a === b || Math.hypot(a.x - b.x, a.y - b.y) >= radius(1, 40));
});

test("the area of a dot grows with its count, up to a limit", () => {
  assert.ok(radius(1, 100) < radius(10, 100) && radius(10, 100) < radius(100, 100));
  assert.equal(radius(1_000_000, 100), radius(100, 100));
});
