// Features as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it.

interface Row {
  id: string | number;
  geometry: unknown;
  properties: object;
}

export function csv(features: Row[]): string {
  const names = Object.keys(features[0]?.properties ?? {});
  const head = ["id", "lon", "lat", ...names];
  const rows = features.map(({ id, geometry, properties }) => {
    const [lon, lat] = (geometry as { coordinates?: [number, number] } | null)?.coordinates ?? ["", ""];
    const values = properties as Record<string, unknown>;
    return [id, lon, lat, ...names.map((it) => values[it])];
  });
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
