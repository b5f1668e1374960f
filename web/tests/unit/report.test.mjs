import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { faultOf, mayBeToken, verdictOf } = await load("verdict");

test("a choice is a verdict once it has what it needs", () => {
  const check = (verdict, ...said) => assert.deepEqual(verdictOf(...said), verdict);
  check({ verdict: "right" }, "right", null, "");
  check({ verdict: "wrong" }, "wrong", "gn:1", "2015");
  check({ place: "gn:1" }, "place", "gn:1", "2015");
  check({ when: "2015-05" }, "when", "gn:1", " 2015-05 ");
  check(null, "place", null, "2015");
  check(null, "when", "gn:1", "  ");
  check(null, null, "gn:1", "2015");
});

test("no answer, no token, no writing and no mention are told apart", () => {
  assert.deepEqual([0, 401, 403, 404, 400, 507].map(faultOf), ["away", "token", "closed", "gone", "other", "other"]);
});

test("what no header can hold is no token", () => {
  assert.deepEqual(["a-token-of-16", "two words", "رمز", "", "a\nb"].map(mayBeToken), [true, false, false, false, false]);
});
