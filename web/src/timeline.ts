// The timeline: a histogram of what passes every filter but time, with the chosen period on it.

import { type Axis, axisOf, bulk, type Bins, countBins, whole, zoomed } from "./bins.ts";
import { brush, closed, type Ground, type Period, typed } from "./brush.ts";
import type { Data } from "./data.ts";
import { isoOf, type Step, stepFor } from "./days.ts";
import { s, the } from "./dom.ts";
import { drawBars, drawScale, hatch, type Plot } from "./histogram.ts";
import { dayWords, number, spanWords, t } from "./i18n.ts";
import { pinch, shifted } from "./pinch.ts";
import type { Result } from "./query.ts";
import type { State } from "./state.ts";

const PAD = 22;
const AXIS_HEIGHT = 18;

export interface Timeline {
  render: (data: Data, result: Result, state: State) => void;
  /** The step and ends of what is drawn now, for whoever moves the period. */
  ground: () => Ground | null;
}

interface Drawn {
  data: Data;
  result: Result;
  state: State;
}

export function timeline(change: (patch: Partial<State>) => void): Timeline {
  const chart = the<SVGSVGElement>("#chart");
  const bars = s("g", {});
  const scale = s("g", { "aria-hidden": "true" });
  const shade = s("rect", { class: "window" });
  const handles = { from: handle("from"), to: handle("to") };
  chart.append(hatch(), scale, bars, shade, handles.from, handles.to);

  let last: Drawn | null = null;
  let ground: Ground | null = null;
  let counted: { key: string; bins: Bins } | null = null;

  const report = (period: Period) => change(period);
  brush(chart, () => ground, report);
  pinch(chart, () => ground, (axis) => change({ axis }));
  chart.addEventListener("dblclick", () => report({ from: null, to: null }));
  chart.addEventListener("wheel", (event) => {
    if (!ground || !last) return;
    event.preventDefault();
    // Sideways the axis moves; up and down, and two fingers on a touchpad, it grows and shrinks.
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const days = (event.deltaX / Math.max(120, chart.clientWidth)) * (ground.axis.last - ground.axis.first);
      return change({ axis: shifted(ground.axis, ground.whole, days) });
    }
    zoom(event.deltaY < 0 ? 0.8 : 1.25, ground.dayAt(event.clientX));
  }, { passive: false });
  new ResizeObserver(() => draw()).observe(chart);
  listen();

  /** Makes the axis longer or shorter; at its longest it shows everything. */
  function zoom(factor: number, around?: number): void {
    if (!ground) return;
    const { from, to } = closed(ground);
    const { axis, whole: all } = ground;
    const inView = (day: number) => day >= axis.first && day <= axis.last;
    const middle = ground.period.from !== null && inView((from + to) / 2) ? (from + to) / 2 : (axis.first + axis.last) / 2;
    change({ axis: zoomed(axis, all, around ?? middle, factor) });
  }

  function listen(): void {
    for (const field of fields()) {
      field.addEventListener("change", () => report(typed(the<HTMLInputElement>("#from").value, the<HTMLInputElement>("#to").value)));
    }
    the("#all-dates").addEventListener("click", () => report({ from: null, to: null }));
    the("#undated").addEventListener("click", () => change({ undated: !last?.state.undated }));
    the("#time-in").addEventListener("click", () => zoom(0.5));
    the("#time-out").addEventListener("click", () => zoom(2));
    the("#earlier").addEventListener("click", () => ground && change({ axis: { first: ground.whole.first, last: ground.axis.last } }));
    the("#later").addEventListener("click", () => ground && change({ axis: { first: ground.axis.first, last: ground.whole.last } }));
    const step = the<HTMLSelectElement>("#step");
    step.addEventListener("change", () => change({ step: step.value as Step | "auto" }));
    for (const radio of radios()) {
      radio.addEventListener("change", () => change({ time: radio.value === "published" ? "published" : "when", axis: null }));
    }
  }

  function draw(): void {
    if (!last) return;
    const { data, result, state } = last;
    const spans = data.times[state.time];
    const { axis, all, step } = axes(data, state);
    const width = Math.max(120, chart.clientWidth);
    const base = Math.max(30, chart.clientHeight - AXIS_HEIGHT);
    const x = (day: number) => PAD + ((day - axis.first) / (axis.last + 1 - axis.first)) * (width - 2 * PAD);
    const dayAt = (clientX: number) => {
      const share = (clientX - chart.getBoundingClientRect().left - PAD) / (width - 2 * PAD);
      return Math.min(axis.last + 0.999, Math.max(axis.first, axis.first + share * (axis.last + 1 - axis.first)));
    };
    ground = { axis, whole: all, step, period: { from: state.from, to: state.to }, dayAt };
    const plot: Plot = { axis, x, width, base, pad: PAD, period: closed(ground) };
    // A move of the period changes no bar, only which of them are chosen.
    const key = JSON.stringify([result.narrowed, axis, step]);
    if (counted?.key !== key) counted = { key, bins: countBins(spans, result.anyTime, axis, step) };
    const { bins } = counted;
    chart.setAttribute("viewBox", `0 0 ${width} ${base + AXIS_HEIGHT}`);
    drawBars(bars, bins, plot);
    drawScale(scale, bins, plot, spans.extent !== null);
    drawPeriod(ground, plot);
    drawFields(last, ground, bins);
  }

  function drawPeriod(it: Ground, { x, base, axis }: Plot): void {
    const { from, to } = closed(it);
    const onAxis = (day: number) => Math.max(axis.first, Math.min(axis.last + 1, day));
    const isOpen = it.period.from === null && it.period.to === null;
    const left = x(onAxis(from));
    set(shade, { x: left, y: 0, width: Math.max(2, x(onAxis(to + 1)) - left), height: base });
    shade.classList.toggle("open", isOpen);
    if (isOpen) shade.removeAttribute("data-part");
    else shade.dataset["part"] = "window";
    place(handles.from, left, base, it, from);
    place(handles.to, x(onAxis(to + 1)), base, it, to);
  }

  return {
    render(data, result, state) {
      last = { data, result, state };
      draw();
    },
    ground: () => ground,
  };
}

/** What the timeline draws, everything there is, and how wide a bar is. */
function axes(data: Data, state: State): { axis: Axis; all: Axis; step: Step } {
  const spans = data.times[state.time];
  const wanted = state.axis ?? bulk(spans);
  const step = state.step === "auto" ? stepFor(wanted.last - wanted.first) : state.step;
  const all = axisOf(spans, step);
  const axis = whole(wanted, step);
  const within = { first: Math.max(all.first, axis.first), last: Math.min(all.last, axis.last) };
  return { axis: within.first < within.last ? within : all, all, step };
}

/** The fields and buttons that say the same in words. */
function drawFields({ state, result }: Drawn, ground: Ground, bins: Bins): void {
  const timed = state.from !== null || state.to !== null;
  for (const field of fields()) {
    const day = field.id === "from" ? state.from : state.to;
    field.value = day === null ? "" : isoOf(day);
    field.min = isoOf(ground.whole.first);
    field.max = isoOf(ground.whole.last);
  }
  for (const radio of radios()) radio.checked = radio.value === state.time;
  the("#period").textContent = spanWords(state.from, state.to);
  the<HTMLButtonElement>("#all-dates").disabled = !timed;
  the<HTMLSelectElement>("#step").value = state.step;

  const undated = the<HTMLButtonElement>("#undated");
  undated.hidden = result.undated === 0;
  undated.textContent = t("time.undated", { count: result.undated });
  undated.setAttribute("aria-pressed", String(!timed || state.undated));
  undated.disabled = !timed;

  const { axis, whole: all } = ground;
  the<HTMLButtonElement>("#time-out").disabled = axis.first <= all.first && axis.last >= all.last;
  for (const [id, count] of [["#earlier", bins.before], ["#later", bins.after]] as const) {
    const button = the<HTMLButtonElement>(id);
    button.hidden = count === 0;
    button.textContent = id === "#earlier" ? `‹ ${number(count)}` : `${number(count)} ›`;
    button.title = t(id === "#earlier" ? "time.before" : "time.after", { count });
    button.setAttribute("aria-label", button.title);
  }
}

function fields(): HTMLInputElement[] {
  return [the<HTMLInputElement>("#from"), the<HTMLInputElement>("#to")];
}

function radios(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("input[name=time]")];
}

function handle(part: "from" | "to"): SVGGElement {
  return s("g", { class: "handle", "data-part": part, tabindex: 0, role: "slider", "aria-orientation": "horizontal" },
    s("rect", { class: "reach", width: 28 }),
    s("line", { class: "edge" }),
    s("rect", { class: "grip", width: 10, height: 28, rx: 5 }),
  );
}

function place(group: SVGGElement, x: number, base: number, ground: Ground, day: number): void {
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

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
