import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { unitsOf } = await load("codepoints");

test("offsets in code points become offsets in UTF-16", () => {
  const text = "🏛 In 𐎼𐎠 تدمر 🏺!";
  const units = unitsOf(text);
  const points = [...text];
  for (let i = 0; i <= points.length; i++) assert.equal(units(i), points.slice(0, i).join("").length);
  assert.equal(units(999), text.length);
  assert.equal(unitsOf("")(0), 0);
});
