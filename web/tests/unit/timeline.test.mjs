import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, index } from "./fixture.mjs";
import { load } from "./load.mjs";
import { read as unpack } from "./packed.mjs";

const { axisOf, countBins, prepare, query, read, dragged, keyed, pinched, shifted, typed } = await load("../tests/unit/modules");
const data = prepare(unpack(index()));
const spans = data.times.when;

test("a bar counts what would pass if it were chosen", () => {
  const axis = axisOf(spans, "month");
  const { anyTime } = query(data, read("#role=all"));
  const bins = countBins(spans, anyTime, axis, "month");
  for (let i = 0; i + 1 < bins.edges.length; i++) {
    const [from, to] = [bins.edges[i], bins.edges[i + 1] - 1];
    const chosen = query(data, { ...read("#role=all"), from, to });
    assert.equal(bins.within[i] + bins.across[i], chosen.mentions.length, new Date(from * 864e5).toISOString());
  }
});

test("spans that fill one bar are within it, longer and open ones go across", () => {
  const bins = countBins(spans, query(data, read("")).anyTime, axisOf(spans, "month"), "month");
  const at = (iso) => bins.edges.indexOf(DAY(iso));
  assert.equal(bins.within[at("2015-05-01")], 1);
  assert.equal(bins.across[at("2015-05-01")], 1);
  assert.equal(bins.across[at("2015-04-01")], 0);
});

const whole = axisOf(spans, "month");
const ground = (from = null, to = null) => ({ axis: whole, whole, step: "month", period: { from, to }, dayAt: () => 0 });

test("dragging snaps to whole bars, with Alt to days", () => {
  assert.deepEqual(dragged(ground(), "empty", DAY("2015-05-10"), DAY("2015-05-20"), false), { from: DAY("2015-05-01"), to: DAY("2015-05-31") });
  assert.deepEqual(dragged(ground(), "empty", DAY("2015-06-20"), DAY("2015-05-10"), false), { from: DAY("2015-05-01"), to: DAY("2015-06-30") });
  assert.deepEqual(dragged(ground(), "empty", DAY("2015-05-10"), DAY("2015-05-20"), true), { from: DAY("2015-05-10"), to: DAY("2015-05-20") });
  const may = ground(DAY("2015-05-01"), DAY("2015-05-31"));
  assert.deepEqual(dragged(may, "window", DAY("2015-05-10"), DAY("2015-07-12"), false), { from: DAY("2015-07-01"), to: DAY("2015-07-31") });
  assert.deepEqual(dragged(may, "to", 0, DAY("2014-12-31"), false), { from: DAY("2015-05-01"), to: DAY("2015-05-01") });
});

test("ends at the end of everything are open", () => {
  assert.deepEqual(dragged(ground(), "empty", whole.first, whole.last, false), { from: null, to: null });
  assert.deepEqual(typed("2015-05-01", ""), { from: DAY("2015-05-01"), to: null });
  assert.deepEqual(typed("2016-05-01", "2015-01-01"), { from: DAY("2015-01-01"), to: DAY("2016-05-01") });
});

test("keys move a handle by bars, tens of bars and days, and never across the other", () => {
  const may = ground(DAY("2015-05-01"), DAY("2015-05-31"));
  const press = (part, key, more = {}) => keyed(may, part, { key, shiftKey: false, altKey: false, ...more });
  assert.equal(press("from", "ArrowLeft").from, DAY("2015-04-01"));
  assert.equal(press("to", "ArrowRight").to, DAY("2015-06-30"));
  assert.equal(press("to", "ArrowRight", { shiftKey: true }).to, DAY("2016-03-31"));
  assert.equal(press("from", "ArrowRight", { altKey: true }).from, DAY("2015-05-02"));
  assert.equal(press("from", "PageDown").from, null);
  assert.equal(press("to", "ArrowLeft").to, DAY("2015-05-01"));
  assert.equal(press("from", "Home").from, null);
  assert.equal(press("from", "a"), null);
});

test("two fingers make the axis shorter around what lies between them, and move it, never beyond everything", () => {
  const all = { first: 0, last: 1000 };
  const half = pinched({ axis: all, whole: all }, 400, 0.5, 400);
  assert.deepEqual(half, { first: 200, last: 700 });
  assert.deepEqual(pinched({ axis: half, whole: all }, 400, 1, 300), { first: 300, last: 800 });
  assert.deepEqual(pinched({ axis: half, whole: all }, 400, 100, 400), all);
  assert.deepEqual(shifted(half, all, -5000), { first: 0, last: 500 });
  assert.deepEqual(shifted(half, all, 5000), { first: 500, last: 1000 });
});
