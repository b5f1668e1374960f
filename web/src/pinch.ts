// Two fingers on the timeline: what lies between them grows or shrinks with their distance, and moves with them.

import { type Axis, zoomed } from "./bins.ts";
import type { Ground } from "./brush.ts";

/** While two fingers are down, `data-pinched` on the chart keeps the brush from drawing. */
export function pinch(chart: SVGSVGElement, ground: () => Ground | null, report: (axis: Axis) => void): void {
  const fingers = new Map<number, number>();
  let begin: { ground: Ground; distance: number; day: number } | null = null;

  const spread = () => {
    const [a = 0, b = 0] = fingers.values();
    return { distance: Math.max(20, Math.abs(a - b)), middle: (a + b) / 2 };
  };
  const stop = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    begin = null;
    if (fingers.size === 0) delete chart.dataset["pinched"];
  };
  chart.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    fingers.set(event.pointerId, event.clientX);
    const now = ground();
    if (fingers.size !== 2 || !now) return;
    const { distance, middle } = spread();
    begin = { ground: now, distance, day: now.dayAt(middle) };
    chart.dataset["pinched"] = "";
  });
  chart.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    if (!begin || fingers.size !== 2) return;
    const { distance, middle } = spread();
    report(pinched(begin.ground, begin.day, begin.distance / distance, begin.ground.dayAt(middle)));
  });
  for (const type of ["pointerup", "pointercancel"] as const) chart.addEventListener(type, stop);
}

/** The axis by that factor longer, with the day that was between the fingers where they are now. */
export function pinched({ axis, whole }: Pick<Ground, "axis" | "whole">, day: number, factor: number, at: number): Axis {
  return shifted(zoomed(axis, whole, Math.round(day), factor), whole, Math.round((day - at) * factor));
}

/** The axis some days on, as far as there is anything. */
export function shifted({ first, last }: Axis, whole: Axis, days: number): Axis {
  const by = Math.max(whole.first - first, Math.min(whole.last - last, Math.round(days)));
  return { first: first + by, last: last + by };
}
