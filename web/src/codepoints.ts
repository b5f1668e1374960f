// The API counts Unicode code points, JavaScript counts UTF-16 units: from the one to the other.

/** Maps offsets of a text from code points to UTF-16 units; offsets past its end stay at its end. */
export function unitsOf(text: string): (offset: number) => number {
  const astral: number[] = [];
  let points = 0;
  for (let unit = 0; unit < text.length; points++) {
    const wide = (text.codePointAt(unit) ?? 0) > 0xffff;
    if (wide) astral.push(points);
    unit += wide ? 2 : 1;
  }
  return (offset) => Math.min(text.length, offset + countBelow(astral, offset));
}

/** How many of the sorted numbers are below the limit. */
function countBelow(sorted: number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
