// Drawing bars and their scale as SVG: the timeline's, and the small one of a place.

import type { Axis, Bins } from "./bins.ts";
import type { Day } from "./days.ts";
import { s } from "./dom.ts";
import { number, spanWords, t } from "./i18n.ts";
import { tickWords, ticks } from "./ticks.ts";

const TOP = 8;

/** Where days and counts lie on the picture. */
export interface Plot {
  axis: Axis;
  x: (day: Day) => number;
  width: number;
  base: number;
  pad: number;
  period: { from: Day; to: Day };
}

/** Solid: spans within the bar. Hatched: longer or open spans that reach into it. */
export function drawBars(group: SVGGElement, bins: Bins, { x, base, period }: Plot): void {
  const most = highest(bins);
  const drawn: SVGElement[] = [];
  for (let i = 0; i + 1 < bins.edges.length; i++) {
    const [start, next] = [bins.edges[i] ?? 0, bins.edges[i + 1] ?? 0];
    const [within, across] = [bins.within[i] ?? 0, bins.across[i] ?? 0];
    const count = within + across;
    if (count === 0) continue;
    const left = x(start);
    const gap = x(next) - left > 4 ? 1 : 0;
    const width = Math.max(1, x(next) - left - gap);
    const height = Math.max(2, (count / most) * (base - TOP));
    const solid = (height * within) / count;
    const note = across > 0 ? ` (${t("time.bar.wide", { wide: across })})` : "";
    drawn.push(
      s("g", { class: start <= period.to && next > period.from ? "bar in" : "bar" },
        s("title", {}, t("time.bar", { span: spanWords(start, next - 1), count }) + note),
        across > 0 && s("rect", { class: "across", x: left, width, y: base - height, height: height - solid }),
        across > 0 && s("rect", { class: "across-lines", x: left, width, y: base - height, height: height - solid }),
        within > 0 && s("rect", { class: "within", x: left, width, y: base - solid, height: solid }),
        s("rect", { class: "reach", x: left, width, y: 0, height: base }),
      ),
    );
  }
  group.replaceChildren(...drawn);
}

/** The ground line, the dates along it and the highest count. */
export function drawScale(group: SVGGElement, bins: Bins, { axis, x, width, base, pad }: Plot, dated: boolean): void {
  const drawn: SVGElement[] = [s("line", { class: "ground", x1: pad, x2: width - pad, y1: base + 0.5, y2: base + 0.5 })];
  for (const tick of dated ? ticks(axis, width - 2 * pad) : []) {
    drawn.push(s("line", { class: "tick", x1: x(tick.day), x2: x(tick.day), y1: base, y2: base + 5 }));
    if (x(tick.day) < width - 50) drawn.push(s("text", { x: x(tick.day) + 4, y: base + 14 }, tickWords(tick)));
  }
  if (!dated) drawn.push(s("text", { class: "none", x: width / 2, y: base / 2, "text-anchor": "middle" }, t("time.nothing")));
  const most = highest(bins);
  if (most > 0) {
    drawn.push(s("line", { class: "most", x1: pad, x2: width - pad, y1: TOP, y2: TOP }));
    drawn.push(s("text", { class: "most", x: pad - 6, y: TOP + 4, "text-anchor": "end" }, number(most)));
  }
  group.replaceChildren(...drawn);
}

export function hatch(): SVGElement {
  const lines = (id: string) =>
    s("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { width: 1.6, height: 5 }));
  return s("defs", {}, lines("hatch-in"), lines("hatch-out"));
}

function highest(bins: Bins): number {
  let most = 0;
  for (let i = 0; i < bins.within.length; i++) most = Math.max(most, (bins.within[i] ?? 0) + (bins.across[i] ?? 0));
  return most;
}
