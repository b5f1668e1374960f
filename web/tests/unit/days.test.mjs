import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { add, dayOf, floor, isoOf, stepFor } = await load("days");

test("days and their ISO form are each other's inverse", () => {
  for (const iso of ["1970-01-01", "2016-02-29", "0001-01-01", "-0753-04-21", "2400-02-29", "0099-12-31"]) assert.equal(isoOf(dayOf(iso)), iso);
  for (const bad of ["2016-02-30", "2016-13-01", "2016-2-1", "", "..", "2015-05"]) assert.equal(dayOf(bad), null, bad);
  assert.equal(dayOf("1970-01-01"), 0);
  assert.equal(dayOf("2015-05-01"), 16556);
});

test("steps begin where the calendar begins them", () => {
  const check = (day, step, first) => assert.equal(isoOf(floor(dayOf(day), step)), first, `${day} by ${step}`);
  check("2016-03-24", "week", "2016-03-21");
  check("2016-03-24", "month", "2016-03-01");
  check("2016-03-24", "year", "2016-01-01");
  check("2016-03-24", "decade", "2010-01-01");
  check("-0753-04-21", "century", "-0800-01-01");
});

test("adding months keeps to the length of the month", () => {
  const check = (day, step, count, then) => assert.equal(isoOf(add(dayOf(day), step, count)), then);
  check("2016-01-31", "month", 1, "2016-02-29");
  check("2016-03-01", "month", -1, "2016-02-01");
  check("2016-02-29", "year", 1, "2017-02-28");
  check("2015-12-31", "day", 1, "2016-01-01");
});

test("longer stretches get wider bars", () => {
  assert.deepEqual([30, 365, 2000, 10_000, 100_000, 1_000_000].map(stepFor), ["day", "week", "month", "year", "decade", "century"]);
});
