// What the page shows, kept in the URL's hash and nowhere else.
// Parameter names are those of the API where it has one; `place` is the place whose panel is open.

import { plain, type Role, ROLES } from "./api.ts";
import { type Day, dayOf, isoOf, type Step } from "./days.ts";
import { type Facet, FACETS, type Filter } from "./query.ts";

export type Ui = "en" | "ar";
export type Theme = "light" | "dark";

export interface State extends Filter {
  place: string;
  step: Step | "auto";
  /** The stretch of the timeline that is drawn; null draws where most of the mentions are. */
  axis: { first: Day; last: Day } | null;
  theme: Theme | "";
  ui: Ui | "";
  /** `zoom/lat/lon`, empty while the map fits what it shows. */
  map: string;
}

const STEPS: readonly string[] = ["day", "week", "month", "year"];
const NO_FACETS = Object.fromEntries(FACETS.map((it) => [it, ""])) as Record<Facet, string>;

export function read(hash: string): State {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const word = (name: string) => words.get(name) ?? "";
  const among = <T extends string>(name: string, known: readonly string[]) => (known.includes(word(name)) ? (word(name) as T) : "");
  const [from, to] = interval(word("datetime"));
  const roles = word("role") === "all" ? [...ROLES] : ROLES.filter((it: Role) => word("role").split(",").includes(it));
  const score = Number(word("score"));
  const [first, last] = interval(word("axis"));
  return {
    from,
    to,
    time: word("time") === "published" ? "published" : "when",
    undated: word("undated") === "true",
    roles: roles.length > 0 ? roles : ["literal"],
    facets: Object.fromEntries(FACETS.map((it) => [it, word(it)])) as Record<Facet, string>,
    article: word("article"),
    score: score > 0 && score <= 1 ? score : 0,
    q: word("q"),
    place: word("place"),
    step: among<Step>("step", STEPS) || "auto",
    axis: first !== null && last !== null && first < last ? { first, last } : null,
    theme: among<Theme>("theme", ["light", "dark"]),
    ui: among<Ui>("ui", ["en", "ar"]),
    map: /^\d+(\.\d+)?\/-?\d+(\.\d+)?\/-?\d+(\.\d+)?$/.test(word("map")) ? word("map") : "",
  };
}

/** The hash that `read` turns back into the state; defaults are left out. */
export function write(state: State): string {
  const words: string[] = [];
  const put = (name: string, value: string) => {
    if (value !== "") words.push(`${name}=${plain(value)}`);
  };
  const open = (day: Day | null) => (day === null ? ".." : isoOf(day));
  put("datetime", state.from === null && state.to === null ? "" : `${open(state.from)}/${open(state.to)}`);
  put("time", state.time === "when" ? "" : state.time);
  put("undated", state.undated ? "true" : "");
  put("role", state.roles.join() === "literal" ? "" : state.roles.length === ROLES.length ? "all" : state.roles.join());
  for (const facet of FACETS) put(facet, state.facets[facet]);
  put("article", state.article);
  put("score", state.score > 0 ? String(state.score) : "");
  put("q", state.q);
  put("place", state.place);
  put("step", state.step === "auto" ? "" : state.step);
  put("axis", state.axis ? `${isoOf(state.axis.first)}/${isoOf(state.axis.last)}` : "");
  put("theme", state.theme);
  put("ui", state.ui);
  put("map", state.map);
  return words.length > 0 ? `#${words.join("&")}` : "";
}

export function cleared(state: State): State {
  return { ...state, from: null, to: null, undated: false, roles: ["literal"], facets: { ...NO_FACETS }, article: "", score: 0, q: "" };
}

function interval(text: string): [Day | null, Day | null] {
  const [first = "", second = first] = text.split("/");
  const [from, to] = [dayOf(first), dayOf(second)];
  return from !== null && to !== null && from > to ? [to, from] : [from, to];
}

type Listener = (state: State) => void;

/** Holds the state between the URL and the views. Changes come together in one frame; the URL follows what is drawn. */
export class Store {
  state: State;
  #listener: Listener;
  #frame = 0;
  #timer = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
    this.state = read(location.hash);
    addEventListener("popstate", () => this.#reread());
    addEventListener("hashchange", () => this.#reread());
  }

  /** Opening a place is a step that the back button undoes (`push`); everything else replaces the current address. */
  change(patch: Partial<State>, { push = false } = {}): void {
    if (push) this.flush();
    this.state = { ...this.state, ...patch };
    if (push) history.pushState(null, "", this.#url());
    this.#schedule();
  }

  flush(): void {
    clearTimeout(this.#timer);
    if (this.#url() !== location.href) history.replaceState(null, "", this.#url());
  }

  #url(): string {
    return new URL(location.pathname + location.search + write(this.state), location.href).href;
  }

  #reread(): void {
    clearTimeout(this.#timer);
    this.state = read(location.hash);
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#listener(this.state);
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.flush(), 150);
    });
  }
}
