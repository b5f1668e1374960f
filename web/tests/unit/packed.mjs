// `/index.bin` from lists and back, as tests would rather write it: every column a list of what it means.

import { load } from "./load.mjs";

const { readIndex, ROLES, NEVER, ALWAYS } = await load("../tests/unit/modules");

const TYPES = [["u8", Uint8Array], ["i8", Int8Array], ["u16", Uint16Array], ["i16", Int16Array], ["i32", Int32Array]];
const padded = (length) => Math.ceil(length / 4) * 4;
const steps = (numbers) => numbers.map((it, i) => it - (numbers[i - 1] ?? 0));

/** As the server packs it. */
export function packed({ mentions, ...head }) {
  const { place, article, start, when_start: first, when_end: last, role, score } = mentions;
  const days = [];
  first.forEach((it, i) => days.push(it ?? last[i] ?? days[i - 1] ?? 0));
  const columns = {
    place,
    article: steps(article),
    start: start.map((it, i) => (i > 0 && article[i] === article[i - 1] ? it - start[i - 1] : it)),
    when: first.map((it, i) => (it === null ? 0 : 1) + (last[i] === null ? 0 : 2)),
    day: steps(days),
    days: first.map((it, i) => (it === null || last[i] === null ? 0 : last[i] - it)),
    role: role.map((it) => ROLES.indexOf(it)),
    score: score.map((it) => Math.round(it * 1000)),
  };
  let length = 0;
  const parts = [];
  const where = {};
  for (const [name, numbers] of Object.entries(columns)) {
    const [type, Type] = TYPES.find(([, it]) => it.from(numbers).every((number, i) => number === numbers[i]));
    const bytes = Buffer.from(Type.from(numbers).buffer);
    where[name] = { type, at: length };
    parts.push(bytes, Buffer.alloc(padded(bytes.length) - bytes.length));
    length += padded(bytes.length);
  }
  const text = Buffer.from(JSON.stringify({ ...head, mentions: { n: place.length, role: ROLES, columns: where } }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(padded(text.length));
  return Buffer.concat([Buffer.from("tadmur 1"), size, text, Buffer.alloc(padded(text.length) - text.length, " "), ...parts]);
}

/** As the page reads it, in lists. */
export function unpacked(bytes) {
  const { mentions, ...head } = readIndex(new Uint8Array(bytes).buffer);
  const { place, article, start, role, score, when } = mentions;
  return {
    ...head,
    mentions: {
      place: [...place], article: [...article], start: [...start],
      when_start: Array.from(when.start, (it) => (it === NEVER ? null : it)), when_end: Array.from(when.end, (it) => (it === ALWAYS ? null : it)),
      role: Array.from(role, (it) => ROLES[it]), score: Array.from(score, (it) => Math.round(it * 1000) / 1000),
    },
  };
}

/** What the page makes of an index in lists. */
export function read(index) {
  return readIndex(new Uint8Array(packed(index)).buffer);
}
