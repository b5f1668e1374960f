// Reading the attribute table of a shapefile (dBASE III, UTF-8).

/** The rows of the table, each with the wanted columns as trimmed strings. */
export function readDbf(bytes, wanted) {
  const count = bytes.readUInt32LE(4);
  const first = bytes.readUInt16LE(8);
  const width = bytes.readUInt16LE(10);
  const columns = [];
  for (let at = 32, offset = 1; bytes[at] !== 0x0d; at += 32) {
    const name = bytes.toString("latin1", at, at + 11).replace(/\0.*$/s, "").toLowerCase();
    const length = bytes[at + 16];
    if (wanted.includes(name)) columns.push({ name, offset, length });
    offset += length;
  }
  return Array.from({ length: count }, (_, row) => {
    const start = first + row * width;
    return Object.fromEntries(columns.map(({ name, offset, length }) => [
      name,
      bytes.toString("utf8", start + offset, start + offset + length).replace(/\0/g, "").trim(),
    ]));
  });
}
