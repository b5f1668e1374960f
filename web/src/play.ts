// Playing time: the chosen period moves on bar by bar. Any other input pauses it.

import { closed, type Ground } from "./brush.ts";
import { add, type Day, floor } from "./days.ts";
import { reducedMotion, the } from "./dom.ts";
import { t } from "./i18n.ts";
import type { State } from "./state.ts";

const EVERY_MS = 500;

export interface Player {
  /** Words again after a change of language. */
  render: () => void;
}

export function player(ground: () => Ground | null, change: (patch: Partial<State>) => void): Player {
  const button = the<HTMLButtonElement>("#play");
  let timer = 0;

  function step(count: number): boolean {
    const now = ground();
    const next = now && moved(now, count);
    if (next) change(next);
    return next !== null;
  }

  function pause(): void {
    clearInterval(timer);
    timer = 0;
    render();
  }

  /** Whether the event is the button's own: its click will pause. */
  function presses(event: Event): boolean {
    const ours = button.contains(event.target as Node);
    return ours && (event.type === "pointerdown" || ["Enter", " "].includes((event as KeyboardEvent).key));
  }

  function render(): void {
    const word = t(timer ? "time.pause" : "time.play");
    button.setAttribute("aria-pressed", String(timer !== 0));
    button.setAttribute("aria-label", word);
    button.title = word;
    // Who asks for less motion steps by hand.
    button.hidden = reducedMotion();
  }

  button.addEventListener("click", () => {
    if (timer) return pause();
    if (!step(1)) change({ from: null, to: null });
    timer = window.setInterval(() => step(1) || pause(), EVERY_MS);
    render();
  });
  the("#step-back").addEventListener("click", () => step(-1));
  the("#step-on").addEventListener("click", () => step(1));
  for (const type of ["pointerdown", "keydown", "wheel"]) {
    document.addEventListener(type, (event) => timer && !presses(event) && pause(), { capture: true, passive: true });
  }
  return { render };
}

/** The period some bars on; from no period, the first bar drawn (or the last, going back). Null at the end of the axis. */
export function moved(ground: Ground, count: number): { from: Day; to: Day } | null {
  const { axis, step, period } = ground;
  const { from, to } = closed(ground);
  if (period.from === null && period.to === null) {
    const start = count > 0 ? floor(axis.first, step) : floor(axis.last, step);
    return { from: start, to: add(start, step) - 1 };
  }
  const next = { from: add(from, step, count), to: add(to + 1, step, count) - 1 };
  return next.to > axis.last || next.from < axis.first ? null : next;
}
