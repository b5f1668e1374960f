// Arabic names for the labels, from a gazetteer.csv: the row of that kind with the same name that lies nearest.

const KINDS = { places: { type: "city", degrees: 0.5 }, seas: { type: "sea", degrees: 15 } };

/** Adds `ar` to every label of a place or sea that a row of the gazetteer names alike. */
export function arabicNames(labels, csv) {
  const rows = new Map();
  const [head, ...lines] = parse(csv);
  const column = (name) => head.indexOf(name);
  const [title, types, lon, lat, variants] = ["title", "types", "lon", "lat", "variants"].map(column);
  for (const row of lines) {
    const names = (row[variants] ?? "").split(";").filter(Boolean).map((it) => it.split("@"));
    const ar = names.find(([, tags]) => tags?.split("+").includes("ar"))?.[0];
    if (!ar) continue;
    for (const name of new Set([row[title], ...names.map(([it]) => it)].map(fold))) {
      if (!rows.has(name)) rows.set(name, []);
      rows.get(name).push({ ar, type: row[types], lon: Number(row[lon]), lat: Number(row[lat]) });
    }
  }
  for (const [kind, { type, degrees }] of Object.entries(KINDS)) {
    for (const label of labels[kind]) {
      const far = (it) => Math.hypot((it.lon - label.lon) * Math.cos((label.lat * Math.PI) / 180), it.lat - label.lat);
      const nearest = (rows.get(fold(label.en)) ?? []).filter((it) => it.type === type).sort((a, b) => far(a) - far(b))[0];
      if (nearest && far(nearest) < degrees) label.ar = nearest.ar;
    }
  }
}

const fold = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function parse(csv) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < csv.length; i++) {
    const c = csv[i];
    const row = rows.at(-1);
    if (quoted && c === '"' && csv[i + 1] === '"') row[row.length - 1] += csv[i++];
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ",") row.push("");
    else if (!quoted && c === "\n") rows.push([""]);
    else if (c !== "\r") row[row.length - 1] += c;
  }
  return rows.filter((row) => row.length > 1);
}
