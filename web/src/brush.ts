// Choosing a period on the timeline: by mouse, touch or keys. Whole bars at a time; with Alt single days.

import type { Axis } from "./bins.ts";
import { add, type Day, dayOf, floor, type Step } from "./days.ts";

/** A chosen period; null ends are open. */
export interface Period {
  from: Day | null;
  to: Day | null;
}

/** What the brush needs to know of the timeline at the moment of a gesture. */
export interface Ground {
  /** What is drawn, and everything there is. */
  axis: Axis;
  whole: Axis;
  step: Step;
  period: Period;
  /** The (fractional) day under a horizontal position of the page. */
  dayAt: (clientX: number) => number;
}

type Part = "from" | "to" | "window" | "empty";

/** Listens on the chart; parts of it carry `data-part`. Reports every change while it happens. */
export function brush(chart: SVGSVGElement, ground: () => Ground | null, report: (period: Period) => void): void {
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const target = event.target as Element;
    const part = (target.closest<SVGElement>("[data-part]")?.dataset["part"] ?? "empty") as Part;
    if (part === "from" || part === "to") target.closest<SVGElement>("[tabindex]")?.focus({ preventScroll: true });
    chart.setPointerCapture(event.pointerId);
    const begin = ground();
    if (!begin) return;
    const grabbed = begin.dayAt(event.clientX);
    let moved = false;
    const move = (it: PointerEvent) => {
      // A second finger makes it a pinch: what was drawn so far is taken back.
      if ("pinched" in chart.dataset) {
        if (moved) report(begin.period);
        return end();
      }
      moved ||= Math.abs(it.clientX - event.clientX) > 3;
      if (moved) report(dragged(begin, part, grabbed, begin.dayAt(it.clientX), it.altKey));
    };
    const end = () => {
      chart.removeEventListener("pointermove", move);
      chart.removeEventListener("pointerup", up);
      chart.removeEventListener("pointercancel", end);
    };
    const up = () => {
      end();
      if (!moved && !("pinched" in chart.dataset) && (part === "empty" || part === "window")) report(dragged(begin, "empty", grabbed, grabbed, event.altKey));
    };
    chart.addEventListener("pointermove", move);
    chart.addEventListener("pointerup", up);
    chart.addEventListener("pointercancel", end);
  });

  chart.addEventListener("keydown", (event) => {
    const part = (event.target as Element).closest<SVGElement>("[data-part]")?.dataset["part"];
    const now = ground();
    if (!now || (part !== "from" && part !== "to")) return;
    const period = keyed(now, part, event);
    if (!period) return;
    event.preventDefault();
    // Keys may come faster than frames: the next one goes on from here.
    now.period = period;
    report(period);
  });
}

/** The period after dragging a part from one day to another. */
export function dragged(ground: Ground, part: Part, grabbed: number, at: number, byDay: boolean): Period {
  const step = byDay ? "day" : ground.step;
  const { from, to } = closed(ground);
  const low = (day: number) => floor(Math.floor(day), step);
  const high = (day: number) => add(low(day), step) - 1;
  if (part === "from") return opened(ground, Math.min(low(at), to), to);
  if (part === "to") return opened(ground, from, Math.max(high(at), from));
  if (part === "window") {
    const steps = Math.round((at - grabbed) / (add(low(from), step) - low(from)));
    const [first, last] = [add(from, step, steps), add(to + 1, step, steps) - 1];
    if (first < ground.whole.first) return opened(ground, ground.whole.first, ground.whole.first + (to - from));
    if (last > ground.whole.last) return opened(ground, ground.whole.last - (to - from), ground.whole.last);
    return { from: first, to: last };
  }
  return opened(ground, low(Math.min(grabbed, at)), high(Math.max(grabbed, at)));
}

const MOVES: Record<string, number> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** The period after a key on a handle, or null when the key means nothing here. */
export function keyed(ground: Ground, part: "from" | "to", key: { key: string; shiftKey: boolean; altKey: boolean }): Period | null {
  const { from, to } = closed(ground);
  const step = key.altKey ? "day" : ground.step;
  if (key.key === "Home") return part === "from" ? opened(ground, ground.whole.first, to) : opened(ground, from, from);
  if (key.key === "End") return part === "to" ? opened(ground, from, ground.whole.last) : opened(ground, to, to);
  const move = (MOVES[key.key] ?? 0) * (key.shiftKey ? 10 : 1);
  if (move === 0) return null;
  if (part === "from") return opened(ground, Math.min(edge(from, step, move), to), to);
  return opened(ground, from, Math.max(edge(to + 1, step, move) - 1, from));
}

/** The edge of a bar some bars away; from within a bar, the first one back is its own beginning. */
function edge(day: Day, step: Step, move: number): Day {
  const start = floor(day, step);
  return add(start, step, move < 0 && start < day ? move + 1 : move);
}

/** Ends that reach the end of everything are open: the address stays short and nothing is cut off. */
function opened(ground: Ground, from: Day, to: Day): Period {
  const { first, last } = ground.whole;
  return { from: from <= first ? null : Math.min(from, last), to: to >= last ? null : Math.max(to, first) };
}

/** The period with its open ends filled, within what there is. */
export function closed({ period, whole }: Pick<Ground, "period" | "whole">): { from: Day; to: Day } {
  const clamp = (day: Day) => Math.max(whole.first, Math.min(whole.last, day));
  return { from: clamp(period.from ?? whole.first), to: clamp(period.to ?? whole.last) };
}

/** The period that two date fields say; an empty or impossible field leaves its end open. */
export function typed(from: string, to: string): Period {
  const [a, b] = [dayOf(from), dayOf(to)];
  return a !== null && b !== null && a > b ? { from: b, to: a } : { from: a, to: b };
}
