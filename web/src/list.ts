// The list of places: every dot of the map as a button, in the order of the counts, and what to do when it is empty.

import type { Data } from "./data.ts";
import { h, the } from "./dom.ts";
import { offer } from "./download.ts";
import { countryName, currentUi, number, t, term } from "./i18n.ts";
import { activeFilters, isTimed, type Result, UNCERTAIN } from "./query.ts";
import { cleared, type State } from "./state.ts";

const PAGE = 100;

export interface List {
  render: (data: Data, result: Result, state: State) => void;
  /** Shows only these places, until the filter changes. */
  only: (places: number[]) => void;
  focus: (id: string) => void;
}

export function list(open: (id: string) => void, change: (patch: Partial<State>) => void, failed: (why: string) => void): List {
  const box = the<HTMLOListElement>("#list");
  const note = the("#list-note");
  let shown = PAGE;
  let last: { data: Data; result: Result; state: State } | null = null;
  let subset: number[] | null = null;
  let drawn = "";

  function draw(): void {
    if (!last) return;
    const { data, result, state } = last;
    const focused = document.activeElement?.closest<HTMLElement>("#list [data-place]")?.dataset["place"];
    const places = subset ? result.places.filter((it) => subset?.includes(it)) : result.places;
    const most = Math.max(1, result.counts[places[0] ?? 0] ?? 1);
    box.replaceChildren(...places.slice(0, shown).map((it) => row(data, result, state, it, most, open)));
    if (focused) focus(focused);
    const left = places.length - shown;
    note.replaceChildren();
    if (subset) {
      const take = h("a", { class: "button" }, t("download.place"));
      offer(take, last, subset.map((it) => data.index.places.id[it] ?? "").join(), failed);
      note.append(h("p", {}, t("panel.nearby")), h("p", { class: "ways" }, h("button", { type: "button", click: () => clear() }, t("panel.back")), take));
    }
    if (left > 0) {
      note.append(h("button", { type: "button", class: "wide", click: () => { shown += PAGE; draw(); } }, t("list.more", { count: Math.min(PAGE, left) })));
    }
    if (places.length === 0) note.append(...emptyNote(data, state, change));
  }

  function clear(): void {
    subset = null;
    draw();
  }

  function focus(id: string): void {
    box.querySelector<HTMLElement>(`[data-place="${CSS.escape(id)}"]`)?.focus();
  }

  return {
    render(data, result, state) {
      if (last && last.result !== result) {
        subset = null;
        shown = PAGE;
      }
      const same = last?.result === result && last.state.place === state.place && drawn === currentUi();
      last = { data, result, state };
      if (same) return;
      drawn = currentUi();
      draw();
    },
    only(places) {
      subset = places;
      draw();
      the("#list button")?.focus();
    },
    focus,
  };
}

function row(data: Data, result: Result, state: State, place: number, most: number, open: (id: string) => void): HTMLElement {
  const { id, label, label_ar, kind, country, area } = data.index.places;
  const count = result.counts[place] ?? 0;
  const [en, ar] = [label[place] ?? "", label_ar[place] ?? ""];
  const [first, second] = currentUi() === "ar" && ar ? [ar, en] : [en, ar];
  const uncertain = (result.scores[place] ?? 1) < UNCERTAIN;
  const about = [term("kind", kind[place] ?? "")];
  const code = country[place];
  if (code && kind[place] !== "country") about.push(countryName(code));
  if (uncertain) about.push(t("list.uncertain"));
  const bar = h("meter", { class: "share", min: 0, max: most, value: count, "aria-hidden": "true" });
  const key = id[place] ?? "";
  return h("li", {},
    h("button", { type: "button", class: "place", "data-place": key, "aria-current": state.place === key ? "true" : null, click: () => open(key) },
      h("span", { class: `sign${area[place] ? " ring" : ""}${uncertain ? " dashed" : ""}`, "aria-hidden": "true" }),
      h("span", { class: "names" }, h("bdi", { class: "first" }, first), second && second !== first && h("bdi", { class: "second" }, second), h("span", { class: "about" }, about.join(" · "))),
      h("span", { class: "n" }, number(count), h("span", { class: "sr" }, ` ${t("count.mentions", { count })}`)),
      bar,
    ),
  );
}

/** Says which filter empties the list and offers the way out. */
function emptyNote(data: Data, state: State, change: (patch: Partial<State>) => void): Node[] {
  if (data.n === 0) return [h("p", { class: "empty" }, t("empty.none"))];
  const way = (word: Parameters<typeof t>[0], patch: Partial<State>) => h("button", { type: "button", click: () => change(patch) }, t(word));
  const ways: Node[] = [];
  if (isTimed(state)) ways.push(way("empty.dates", { from: null, to: null }));
  if (state.q !== "") ways.push(way("empty.search", { q: "" }));
  if (activeFilters(state) > 0) {
    const { facets, roles, article, score } = cleared(state);
    ways.push(way("empty.filters", { facets, roles, article, score }));
  }
  return [h("div", { class: "ways" }, ...ways)];
}
