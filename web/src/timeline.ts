// The timeline: a histogram of what passes every filter but time, with the chosen period on it.

import { type Axis, axisOf, type Bins, countBins } from "./bins.ts";
import { brush, closed, type Ground, type Period, typed } from "./brush.ts";
import type { Data, Spans } from "./data.ts";
import { add, type Day, floor, isoOf, type Step, stepFor } from "./days.ts";
import { s, the } from "./dom.ts";
import { dayWords, number, spanWords, t } from "./i18n.ts";
import type { Result } from "./query.ts";
import type { State } from "./state.ts";
import { tickWords, ticks } from "./ticks.ts";

const PAD = 18;
const AXIS_HEIGHT = 18;
const TOP = 6;

export interface Timeline {
  render: (data: Data, result: Result, state: State) => void;
}

export function timeline(change: (patch: Partial<State>) => void): Timeline {
  const chart = the<SVGSVGElement>("#chart");
  const bars = s("g", {});
  const scale = s("g", { "aria-hidden": "true" });
  const shade = s("rect", { class: "window", "data-part": "window" });
  const handles = { from: handle("from"), to: handle("to") };
  chart.append(hatch(), scale, bars, shade, handles.from, handles.to);

  let last: { data: Data; result: Result; state: State } | null = null;
  let ground: Ground | null = null;

  const report = (period: Period) => change(period);
  brush(chart, () => {
    if (!ground) throw new Error("the timeline is not drawn yet");
    return ground;
  }, report);
  chart.addEventListener("dblclick", () => report({ from: null, to: null }));
  new ResizeObserver(() => last && draw()).observe(chart);

  const fields = { from: the<HTMLInputElement>("#from"), to: the<HTMLInputElement>("#to") };
  for (const field of Object.values(fields)) {
    field.addEventListener("change", () => report(typed(fields.from.value, fields.to.value)));
  }
  the("#all-dates").addEventListener("click", () => report({ from: null, to: null }));
  the("#undated").addEventListener("click", () => change({ undated: !last?.state.undated }));
  for (const radio of document.querySelectorAll<HTMLInputElement>("input[name=time]")) {
    radio.addEventListener("change", () => change({ time: radio.value === "published" ? "published" : "when" }));
  }

  function draw(): void {
    if (!last) return;
    const { data, result, state } = last;
    const spans = data.times[state.time];
    const [first, end] = spans.extent ?? [0, 0];
    const step = state.step === "auto" ? stepFor(end - first) : state.step;
    const whole = axisOf(spans, step);
    const axis = whole;
    const width = Math.max(120, chart.clientWidth);
    const height = Math.max(40, chart.clientHeight);
    const x = (day: number) => PAD + ((day - axis.first) / (axis.last + 1 - axis.first)) * (width - 2 * PAD);
    const dayAt = (clientX: number) => {
      const share = (clientX - chart.getBoundingClientRect().left - PAD) / (width - 2 * PAD);
      const day = axis.first + share * (axis.last + 1 - axis.first);
      return Math.min(axis.last + 0.999, Math.max(axis.first, day));
    };
    ground = { axis, whole, step, period: { from: state.from, to: state.to }, dayAt };

    chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const bins = countBins(spans, result.anyTime, axis, step);
    drawBars(bars, bins, ground, x, height - AXIS_HEIGHT);
    drawScale(scale, spans, axis, bins, x, width, height - AXIS_HEIGHT);
    drawPeriod(ground, x, height - AXIS_HEIGHT);
    drawFields(state, result, ground);
  }

  function drawPeriod(it: Ground, x: (day: number) => number, base: number): void {
    const { from, to } = closed(it);
    const isOpen = it.period.from === null && it.period.to === null;
    set(shade, { x: x(from), y: 0, width: Math.max(2, x(to + 1) - x(from)), height: base });
    shade.classList.toggle("open", isOpen);
    shade.toggleAttribute("data-part", false);
    if (!isOpen) shade.setAttribute("data-part", "window");
    place(handles.from, x(from), base, it, from);
    place(handles.to, x(to + 1), base, it, to);
  }

  function drawFields(state: State, result: Result, it: Ground): void {
    fields.from.value = state.from === null ? "" : isoOf(state.from);
    fields.to.value = state.to === null ? "" : isoOf(state.to);
    for (const field of Object.values(fields)) {
      field.min = isoOf(it.whole.first);
      field.max = isoOf(it.whole.last);
    }
    const timed = state.from !== null || state.to !== null;
    the("#period").textContent = spanWords(state.from, state.to);
    the<HTMLButtonElement>("#all-dates").disabled = !timed;
    const undated = the("#undated");
    undated.hidden = result.undated === 0;
    undated.textContent = t("time.undated", { count: result.undated });
    undated.setAttribute("aria-pressed", String(!timed || state.undated));
    undated.toggleAttribute("disabled", !timed);
    for (const radio of document.querySelectorAll<HTMLInputElement>("input[name=time]")) radio.checked = radio.value === state.time;
  }

  return {
    render(data, result, state) {
      last = { data, result, state };
      draw();
    },
  };
}

function drawBars(group: SVGGElement, bins: Bins, ground: Ground, x: (day: number) => number, base: number): void {
  const most = highest(bins);
  const { from, to } = closed(ground);
  const height = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * (base - TOP - 2)));
  const drawn: SVGElement[] = [];
  for (let i = 0; i + 1 < bins.edges.length; i++) {
    const [start, next] = [bins.edges[i] ?? 0, bins.edges[i + 1] ?? 0];
    const [within, across] = [bins.within[i] ?? 0, bins.across[i] ?? 0];
    if (within + across === 0) continue;
    const chosen = start <= to && next > from;
    const left = x(start);
    const width = Math.max(1, x(next) - left - (x(next) - left > 4 ? 1 : 0));
    const whole = height(within + across);
    const solid = (whole * within) / (within + across);
    const title = t("time.bar", { span: spanWords(start, next - 1), count: within + across });
    const note = across > 0 ? ` (${t("time.bar.wide", { wide: across })})` : "";
    const tone = chosen ? "bar in" : "bar";
    drawn.push(
      s("g", { class: tone },
        s("title", {}, title + note),
        across > 0 && s("rect", { class: "across", x: left, width, y: base - whole, height: whole - solid }),
        across > 0 && s("rect", { class: "across-lines", x: left, width, y: base - whole, height: whole - solid }),
        within > 0 && s("rect", { class: "within", x: left, width, y: base - solid, height: solid }),
        s("rect", { class: "reach", x: left, width, y: 0, height: base }),
      ),
    );
  }
  group.replaceChildren(...drawn);
}

function drawScale(group: SVGGElement, spans: Spans, axis: Axis, bins: Bins, x: (day: number) => number, width: number, base: number): void {
  const drawn: SVGElement[] = [s("line", { class: "ground", x1: PAD, x2: width - PAD, y1: base + 0.5, y2: base + 0.5 })];
  for (const tick of spans.extent ? ticks(axis, width - 2 * PAD) : []) {
    drawn.push(s("line", { class: "tick", x1: x(tick.day), x2: x(tick.day), y1: base, y2: base + 5 }));
    if (x(tick.day) < width - 40) drawn.push(s("text", { x: x(tick.day) + 4, y: base + 14 }, tickWords(tick)));
  }
  if (!spans.extent) drawn.push(s("text", { class: "none", x: width / 2, y: base / 2, "text-anchor": "middle" }, t("time.nothing")));
  const most = highest(bins);
  if (most > 0) {
    drawn.push(s("line", { class: "most", x1: PAD, x2: width - PAD, y1: TOP + 2, y2: TOP + 2 }));
    drawn.push(s("text", { class: "most", x: PAD - 4, y: TOP + 6, "text-anchor": "end" }, number(most)));
  }
  group.replaceChildren(...drawn);
}

function highest(bins: Bins): number {
  let most = 0;
  for (let i = 0; i < bins.within.length; i++) most = Math.max(most, (bins.within[i] ?? 0) + (bins.across[i] ?? 0));
  return most;
}

function handle(part: "from" | "to"): SVGGElement {
  return s("g", { class: "handle", "data-part": part, tabindex: 0, role: "slider", "aria-orientation": "horizontal" },
    s("rect", { class: "reach", width: 28 }),
    s("line", { class: "edge" }),
    s("rect", { class: "grip", width: 10, height: 28, rx: 5 }),
  );
}

function place(group: SVGGElement, x: number, base: number, ground: Ground, day: Day): void {
  const part = group.dataset["part"];
  const [reach, edge, grip] = group.children as unknown as [SVGElement, SVGElement, SVGElement];
  set(reach, { x: part === "from" ? x - 22 : x - 6, y: 0, height: base });
  set(edge, { x1: x, x2: x, y1: 0, y2: base });
  set(grip, { x: x - 5, y: base / 2 - 14 });
  set(group, {
    "aria-label": `${t(part === "from" ? "time.start" : "time.end")}. ${t("time.keys")}`,
    "aria-valuemin": ground.whole.first,
    "aria-valuemax": ground.whole.last,
    "aria-valuenow": day,
    "aria-valuetext": dayWords(day),
  });
}

function hatch(): SVGElement {
  const lines = (id: string) =>
    s("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { width: 1.6, height: 5 }));
  return s("defs", {}, lines("hatch-in"), lines("hatch-out"));
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** The bar that holds the day, as a period. */
export function barOf(day: Day, step: Step): { from: Day; to: Day } {
  const from = floor(day, step);
  return { from, to: add(from, step) - 1 };
}
