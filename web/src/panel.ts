// The panel of one place: what was said of it, newest first, each sentence with its date, its source and the way to its article.

import { articleUrl, FILES, loadMentions, type MentionFeature, type Parameters, RequestError } from "./api.ts";
import { countBins } from "./bins.ts";
import { closed, type Ground } from "./brush.ts";
import { type Data, mentionId } from "./data.ts";
import { dayOf } from "./days.ts";
import { bdi, h, s, the } from "./dom.ts";
import { offer } from "./download.ts";
import { drawBars } from "./histogram.ts";
import { countryName, currentUi, edtfWords, number, t, term } from "./i18n.ts";
import { parametersOf, type Result, UNCERTAIN } from "./query.ts";
import { quote } from "./quote.ts";
import type { State } from "./state.ts";

const PAGE = 30;
/** Up to here all sentences of a place are fetched once, so that the brush needs no further request. */
const KEEP = 1000;

export interface Panel {
  render: (data: Data, result: Result, state: State) => void;
  focus: () => void;
}

type Sentences = { key: string; mentions: MentionFeature[] | null; error: string | null };

export function panel(close: () => void, ground: () => Ground | null, failed: (why: string) => void, reported: () => void): Panel {
  const box = the("#panel");
  let last: { data: Data; result: Result; state: State } | null = null;
  let sentences: Sentences = { key: "", mentions: null, error: null };
  let shown = PAGE;
  let drawn: unknown[] = [];
  /** What was opened beside a sentence stays open while the filter moves; the same for the names of the place. */
  const extras = new Map<string, HTMLElement>();
  let known: { place: string; ui: string; box: HTMLElement } | null = null;

  function names(place: number, id: string): HTMLElement {
    if (known?.place === id && known.ui === currentUi()) return known.box;
    const wanted = (known = { place: id, ui: currentUi(), box: h("div", { class: "known-box" }) });
    import("./known.ts").then((it) => it.knownBox(id, place)).then((it) => it && wanted.box.replaceChildren(it)).catch(() => {
      // Without them the panel says what the index says.
      known = null;
    });
    return wanted.box;
  }

  function request(): void {
    if (!last) return;
    const { data, result, state } = last;
    const parameters = requestFor(data, result, state);
    const key = JSON.stringify([data.index.version, parameters]);
    if (sentences.key === key && sentences.error === null) return;
    const wanted: Sentences = { key, mentions: null, error: null };
    sentences = wanted;
    const ids = idsOf(data, result, state);
    const enough = (soFar: MentionFeature[]) => "datetime" in parameters && soFar.filter((it) => ids.has(it.id)).length >= ids.size;
    loadMentions(data.placeAt.get(state.place) ?? 0, parameters, enough)
      .then((mentions) => { wanted.mentions = mentions.sort(newestFirst); })
      .catch((error: unknown) => { wanted.error = error instanceof Error ? error.message : String(error); })
      .finally(() => sentences === wanted && draw());
  }

  function draw(): void {
    if (!last) return;
    const { data, result, state } = last;
    const place = data.placeAt.get(state.place);
    if (place === undefined) {
      return box.replaceChildren(backButton(close), h("p", { class: "empty", role: "alert", tabindex: -1 }, t("panel.gone")));
    }
    const focused = box.contains(document.activeElement) ? document.activeElement as HTMLElement : null;
    box.replaceChildren(backButton(close), heading(data, result, place), names(place, state.place), overTime(data, result, state, place, ground()), ...body(data, result, state, place));
    if (focused) (focused.isConnected ? focused : document.getElementById(focused.id) ?? the("#panel-title")).focus({ preventScroll: true });
  }

  function body(data: Data, result: Result, state: State, place: number): Node[] {
    const ids = idsOf(data, result, state);
    if (ids.size === 0) return [h("p", { class: "empty" }, t("panel.none"))];
    if (sentences.error !== null) return [failure(sentences.error, () => { request(); draw(); })];
    if (sentences.mentions === null) return [h("p", { class: "loading" }, t("panel.loading"))];
    const passing = sentences.mentions.filter((it) => ids.has(it.id));
    const left = passing.length - shown;
    const link = h("a", { id: "download-place", class: "button" }, t("download.place"));
    offer(link, last!, state.place, failed);
    return [
      link,
      h("ol", { class: "quotes", "data-place": data.index.places.id[place] ?? "" }, ...passing.slice(0, shown).map((it) => h("li", {}, card(it, extras, reported)))),
      ...(left > 0 ? [h("button", { type: "button", id: "panel-more", class: "wide", click: () => { shown += PAGE; draw(); } }, `${t("panel.more")} (${number(left)})`)] : []),
    ];
  }

  return {
    render(data, result, state) {
      if (last?.state.place !== state.place) {
        shown = PAGE;
        extras.clear();
      }
      last = { data, result, state };
      box.hidden = state.place === "";
      if (state.place === "") {
        drawn = [];
        return box.replaceChildren();
      }
      if (data.placeAt.has(state.place)) request();
      // Moving the map changes nothing here: what is read stays as it is.
      const seen = [result, state.place, sentences, sentences.mentions, currentUi(), JSON.stringify([ground()?.axis, ground()?.step])];
      if (seen.every((it, i) => it === drawn[i])) return;
      if (seen[4] !== drawn[4] || seen[3] !== drawn[3]) extras.clear();
      drawn = seen;
      draw();
    },
    focus: refocus,
  };
}

function requestFor(data: Data, result: Result, state: State): Parameters {
  const place = data.placeAt.get(state.place) ?? 0;
  const all = data.place.reduce((n, it) => n + (it === place ? 1 : 0), 0);
  if (all <= KEEP) return { place: state.place, role: "all" };
  return { ...parametersOf(state), place: state.place, ...(result.undated > 0 && state.undated ? { role: "all" } : {}) };
}

function idsOf(data: Data, result: Result, state: State): Set<string> {
  const place = data.placeAt.get(state.place);
  const ids = new Set<string>();
  for (const mention of result.mentions) if (data.place[mention] === place) ids.add(mentionId(data, mention));
  return ids;
}

/** Those with a first and a last day before those that are open, each newest first. */
function newestFirst(a: MentionFeature, b: MentionFeature): number {
  const day = (it: MentionFeature) => dayOf(it.when_start ?? it.when_end ?? "") ?? -1e9;
  const open = (it: MentionFeature) => Number(it.when_start === null || it.when_end === null);
  return open(a) - open(b) || day(b) - day(a) || (a.id < b.id ? -1 : 1);
}

function backButton(close: () => void): HTMLElement {
  return h("button", { type: "button", id: "back", class: "back", click: close }, t("panel.back"));
}

function heading(data: Data, result: Result, place: number): HTMLElement {
  const { id, label, label_ar, kind, country, lon, lat } = data.index.places;
  const ar = label_ar[place] ?? "";
  const arabicFirst = currentUi() === "ar" && ar !== "";
  const [first, second] = arabicFirst ? [ar, label[place] ?? ""] : [label[place] ?? "", ar];
  const code = country[place];
  const count = result.counts[place] ?? 0;
  const all = data.place.reduce((n, it) => n + (it === place ? 1 : 0), 0);
  const counted = count === all ? t("count.mentions", { count }) : t("panel.of", { shown: count, all });
  const where = `${(lat[place] ?? 0).toFixed(4)}, ${(lon[place] ?? 0).toFixed(4)}`;
  const copy = h("button", { type: "button", class: "plain", id: "copy", title: t("panel.copy"), "aria-label": `${t("panel.copy")}: ${where}` }, h("bdi", { dir: "ltr" }, where));
  copy.addEventListener("click", () => void navigator.clipboard?.writeText(where).then(() => { copy.textContent = t("panel.copied"); }));
  const about = [term("kind", kind[place] ?? ""), code && kind[place] !== "country" ? countryName(code) : ""].filter(Boolean).join(" · ");
  return h("div", { class: "head" },
    h("h2", { id: "panel-title", tabindex: -1 }, h("bdi", { lang: arabicFirst ? "ar" : null }, first), second && second !== first && h("bdi", { lang: arabicFirst ? null : "ar", class: "second" }, second)),
    h("p", { class: "about" }, `${about} · `, copy, " · ", h("bdi", { dir: "ltr" }, id[place] ?? "")),
    h("p", { class: "count" }, h("strong", {}, counted)),
  );
}

/** When the place is spoken of, under the filters but for time, on the axis of the timeline. */
function overTime(data: Data, result: Result, state: State, place: number, ground: Ground | null): Node {
  if (!ground) return document.createDocumentFragment();
  const [width, height] = [320, 44];
  const { axis, step } = ground;
  const x = (day: number) => ((day - axis.first) / (axis.last + 1 - axis.first)) * width;
  const bins = countBins(data.times[state.time], result.anyTime.filter((it) => data.place[it] === place), axis, step);
  const group = s("g", {});
  drawBars(group, bins, { axis, x, width, base: height - 1, pad: 0, period: closed(ground) });
  const line = s("line", { class: "ground", x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 });
  return s("svg", { class: "small-chart", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": t("panel.overtime") }, group, line);
}

function refocus(): void {
  the("#panel h2, #panel [role=alert]").focus();
}

/** Whether reasons are told: who does not know the path is not asked again. */
let tellsWhy = true;

/** Buttons for what is fetched only when it is asked for. */
function more(mention: MentionFeature, when: string, lines: { before: HTMLElement; after: HTMLElement }, reported: () => void): HTMLElement {
  const row = h("p", { class: "more" });
  const failed = (error: unknown) => row.append(h("span", { role: "alert" }, error instanceof Error ? error.message : String(error)));
  const context = h("button", { type: "button", class: "plain" }, t("panel.context"));
  context.addEventListener("click", () => {
    context.disabled = true;
    import("./context.ts").then((it) => it.around(mention.article_id, mention.id, mention.quote)).then(({ before, after }) => {
      lines.before.textContent = before;
      lines.after.textContent = after;
      context.remove();
    }).catch((error: unknown) => { context.disabled = false; failed(error); });
  });
  row.append(context);
  if (tellsWhy) row.append(whyButton(mention, row, failed));
  if (!FILES) row.append(reportButton(mention, when, failed, reported));
  return row;
}

function whyButton(mention: MentionFeature, row: HTMLElement, failed: (error: unknown) => void): HTMLElement {
  const why = h("button", { type: "button", class: "plain", "aria-expanded": "false" }, t("panel.why"));
  why.addEventListener("click", () => {
    const there = row.parentElement?.querySelector(".why");
    why.setAttribute("aria-expanded", String(!there));
    if (there) return there.remove();
    import("./why.ts").then((it) => it.whyBox(mention.id, mention.article_id)).then((it) => row.after(it)).catch((error: unknown) => {
      why.remove();
      if (error instanceof RequestError && error.status === 404) tellsWhy = false;
      else failed(error);
    });
  });
  return why;
}

function reportButton(mention: MentionFeature, when: string, failed: (error: unknown) => void, reported: () => void): HTMLElement {
  const button = h("button", { type: "button", class: "plain", "aria-haspopup": "dialog" }, t("report.open"));
  button.addEventListener("click", () => {
    // The sentence may have moved to another place meanwhile.
    const closed = () => { if (!button.isConnected && document.querySelector("#panel h2, #panel [role=alert]")) refocus(); };
    import("./report.ts").then((it) => it.report({ id: mention.id, words: quote(mention), place: mention.place, when }, { kept: reported, closed })).catch(failed);
  });
  return button;
}

function card(mention: MentionFeature, extras: Map<string, HTMLElement>, reported: () => void): HTMLElement {
  const there = extras.get(mention.id);
  if (there) return there;
  const line = () => h("p", { class: "around", dir: "auto", lang: mention.lang });
  const lines = { before: line(), after: line() };
  const when = edtfWords(mention.when, mention.when_start, mention.when_end);
  const start = mention.id.slice(mention.id.lastIndexOf("-") + 1);
  const notes = [basisWords(mention)];
  if (mention.mood === "future" || mention.mood === "hypothetical") notes.push(term("mood", mention.mood));
  const flags: string[] = [];
  if (mention.role !== "literal") flags.push(t(`rolebadge.${mention.role}`));
  if (mention.score < UNCERTAIN) flags.push(t("panel.uncertain", { percent: Math.round(mention.score * 100) }));
  const whole = h("article", { class: "card" },
    h("p", { class: "date" }, h("bdi", { class: "when" }, when), h("span", { class: "basis" }, notes.join(" · "))),
    h("blockquote", {}, lines.before, quote(mention), lines.after),
    flags.length > 0 && h("p", { class: "flags" }, ...flags.map((it) => h("span", { class: "flag" }, it))),
    h("p", { class: "from" },
      bdi(mention.article_title ?? t("panel.untitled")), " · ", bdi(mention.source ?? t("panel.nosource")), " · ", bdi(publishedWords(mention)), " ",
      h("a", { href: articleUrl(mention.article_id, `#s${start}`) }, t("panel.read")),
    ),
    mention.also_in && h("p", { class: "from also-in" }, `${t("panel.alsoin")}: `, ...mention.also_in.split("; ").flatMap((it, i) => [i > 0 ? t("list.comma") : "", bdi(it)])),
    more(mention, when, lines, reported),
  );
  extras.set(mention.id, whole);
  return whole;
}

function basisWords({ when_basis, when_text }: MentionFeature): string {
  if (when_basis === "clause" || when_basis === "sentence" || when_basis === "paragraph") {
    return t(`basis.${when_basis}`, { words: when_text ?? "" });
  }
  return term("basis", when_basis);
}

export function publishedWords(it: { published: string | null; published_start: string | null; published_end: string | null; published_basis: string }): string {
  if (it.published_basis === "unknown" || it.published === null) return t("panel.published.unknown");
  const span = edtfWords(it.published, it.published_start, it.published_end);
  return t(it.published_basis === "inferred" ? "panel.published.inferred" : "panel.published", { span });
}

function failure(why: string, retry: () => void): HTMLElement {
  return h("div", { class: "failure", role: "alert" },
    h("p", {}, `${t("error.sentences")}: ${why}`),
    h("button", { type: "button", id: "panel-retry", click: retry }, t("error.retry")),
  );
}
