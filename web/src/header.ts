// The bar at the top: search, filters, theme, language.

import { ROLES } from "./api.ts";
import type { Data } from "./data.ts";
import { h, the } from "./dom.ts";
import { countryName, currentUi, languageName, number, t, term } from "./i18n.ts";
import { activeFilters, type Facet, FACETS, facetOf, type Filter, query } from "./query.ts";
import type { Matches } from "./search.ts";
import { cleared, type State } from "./state.ts";

const SCORES: [number, "filters.score.any" | "filters.score.likely" | "filters.score.sure"][] = [
  [0, "filters.score.any"], [0.5, "filters.score.likely"], [0.8, "filters.score.sure"],
];

export interface Header {
  render: (data: Data | null, state: State, dark: boolean, matches: Matches | null) => void;
}

export function header(change: (patch: Partial<State>) => void): Header {
  const search = the<HTMLInputElement>("#q");
  search.addEventListener("input", () => change({ q: search.value }));
  the("#search").addEventListener("submit", (event) => event.preventDefault());
  const button = the("#filters-button");
  const box = the("#filters");
  let last: { data: Data; state: State; matches: Matches | null } | null = null;

  const toggle = (open: boolean) => {
    box.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open && last) drawFilters(box, last, change);
  };
  button.addEventListener("click", () => toggle(box.hasAttribute("hidden")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !box.hidden) {
      toggle(false);
      button.focus();
    }
    const typing = (event.target as Element).closest("input, select, textarea") !== null;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.hidden && !(event.target as Element).closest("#filters, #filters-button")) toggle(false);
  });

  let dark = false;
  the("#theme").addEventListener("click", () => change({ theme: dark ? "light" : "dark" }));
  the("#language").addEventListener("click", () => change({ ui: currentUi() === "ar" ? "en" : "ar" }));

  return {
    render(data, state, isDark, matches) {
      dark = isDark;
      the("#theme").setAttribute("aria-pressed", String(dark));
      if (search.value !== state.q) search.value = state.q;
      const active = activeFilters(state);
      button.textContent = active > 0 ? `${t("filters.button")} (${number(active)})` : t("filters.button");
      if (!data) return;
      last = { data, state, matches };
      if (!box.hidden) drawFilters(box, last, change);
    },
  };
}

function drawFilters(box: HTMLElement, { data, state, matches }: { data: Data; state: State; matches: Matches | null }, change: (patch: Partial<State>) => void): void {
  const focused = box.contains(document.activeElement) ? document.activeElement?.id : null;
  const roles = ROLES.map((role) => {
    const input = h("input", { type: "checkbox", id: `role-${role}`, checked: state.roles.includes(role) });
    input.addEventListener("change", () => {
      const chosen = ROLES.filter((it) => the<HTMLInputElement>(`#role-${it}`).checked);
      change({ roles: chosen.length > 0 ? chosen : ["literal"] });
    });
    return h("label", { class: "check" }, input, h("span", {}, term("role", role)));
  });
  const facets = FACETS.map((facet) => select(`facet-${facet}`, t(`facet.${facet}`), choices(data, state, facet, matches), state.facets[facet], () =>
    change({ facets: Object.fromEntries(FACETS.map((it) => [it, the<HTMLSelectElement>(`#facet-${it}`).value])) as Record<Facet, string> }),
  ));
  const scores = SCORES.map(([value, word]): [string, string] => [String(value), t(word)]);
  const score = select("facet-score", t("filters.score"), scores, String(state.score), (value) => change({ score: Number(value) }));
  box.replaceChildren(
    h("fieldset", {}, h("legend", {}, t("filters.what")), ...roles),
    h("fieldset", { class: "grid" }, h("legend", {}, t("filters.facets")), ...facets, score),
    h("button", { type: "button", id: "filters-clear", click: () => {
      const { facets, roles, article, score } = cleared(state);
      change({ facets, roles, article, score });
    } }, t("filters.clear")),
  );
  if (focused) document.getElementById(focused)?.focus();
}

/** The values of a facet with how many mentions each would leave, all other filters applied. */
function choices(data: Data, state: Filter, facet: Facet, matches: Matches | null): [string, string][] {
  const counts = new Map<string, number>();
  const { mentions } = query(data, { ...state, facets: { ...state.facets, [facet]: "" } }, null, matches);
  for (const it of mentions) {
    for (const value of facetOf(data, facet, it)) if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const chosen = state.facets[facet];
  if (chosen !== "" && !counts.has(chosen)) counts.set(chosen, 0);
  const words = (value: string) => {
    if (facet === "country") return countryName(value);
    if (facet === "lang") return languageName(value);
    return facet === "kind" ? term("kind", value) : value;
  };
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return [["", t("facet.any")], ...sorted.map(([value, count]): [string, string] => [value, `${words(value)} (${number(count)})`])];
}

function select(id: string, label: string, options: [string, string][], value: string, chosen: (value: string) => void): HTMLElement {
  const element = h("select", { id }, ...options.map(([it, words]) => h("option", { value: it, selected: it === value }, words)));
  element.addEventListener("change", () => chosen(element.value));
  return h("label", { class: "field" }, h("span", {}, label), element);
}
