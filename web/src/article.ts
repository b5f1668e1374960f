// The reading page of one article: its text, with every mention marked and listed.

import { type Article, articleHere, type ArticleMention, articleUrl, FILES, loadArticle, plain, type Telling, urlOf } from "./api.ts";
import { bdi, h, the } from "./dom.ts";
import { edtfWords, number, preferredUi, setUi, t } from "./i18n.ts";
import { publishedWords } from "./panel.ts";
import { type Mark, marked } from "./quote.ts";
import { applyTheme } from "./theme.ts";

async function start(): Promise<void> {
  const id = articleHere();
  const box = the("#article");
  try {
    const article = await loadArticle(id);
    draw(box, article);
    document.body.dataset["state"] = "ready";
    goToSpan();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    box.replaceChildren(h("div", { class: "failure", role: "alert" },
      h("p", {}, `${t("error.article")}: ${why}`),
      h("button", { type: "button", click: () => void start() }, t("error.retry"))));
    document.body.dataset["state"] = "failed";
  }
}

let shown: Article | null = null;

function draw(box: HTMLElement, article: Article): void {
  shown = article;
  const title = article.title ?? firstWords(article.text);
  document.title = `${title} — Tadmur`;
  const about = [article.source ?? t("panel.nosource"), publishedWords(article)];
  box.replaceChildren();
  box.append(
    h("h1", { dir: "auto", lang: article.lang, tabindex: -1 }, article.title ?? t("panel.untitled")),
    h("p", { class: "about" }, bdi(about.join(" · "))),
    ...(article.url ? [h("p", { class: "about" }, `${t("article.original")}: `, h("bdi", { dir: "ltr", class: "address" }, article.url))] : []),
    ...(article.same_as ? [tellings("article.copyof", [article.same_as])] : []),
    ...(article.copies.length > 0 ? [tellings("panel.alsoin", article.copies)] : []),
    h("p", {}, h("a", { class: "button", id: "on-map", href: `${urlOf("./")}#article=${plain(article.same_as?.id ?? article.id)}` }, t("article.map"))),
    text(article),
  );
  the("#places").replaceChildren(...placesOf(article));
  void smallMap(article);
}

/** Links to other articles that tell the same story. */
function tellings(words: "article.copyof" | "panel.alsoin", others: Telling[]): HTMLElement {
  const link = (it: Telling) => h("a", { href: articleUrl(it.id), title: it.title }, bdi(it.source ?? it.title ?? it.url ?? it.id));
  return h("p", { class: "about also-in" }, `${t(words)}: `, ...others.flatMap((it, i) => [i > 0 ? t("list.comma") : "", link(it)]));
}

/** The places of the article on a map of their own; a dot leads to where the text first names it. */
async function smallMap(article: Article): Promise<void> {
  const box = the("#map");
  const placed = article.mentions.filter((it) => it.place_id !== null && it.lon !== null && it.lat !== null);
  if (placed.length === 0) return;
  try {
    const { articleMap } = await import("./article-map.ts");
    await articleMap(box, article, placed, (mention) => { location.hash = `#${anchor(mention)}`; });
    box.dataset["state"] = "ready";
  } catch {
    // The list beside it says the same.
    box.hidden = true;
  }
}

/** The paragraphs, each with the marks that lie in it; line ends inside a paragraph stay. */
function text(article: Article): HTMLElement {
  const body = h("div", { class: "text", lang: article.lang });
  const marks = marksOf(article);
  for (const match of article.text.matchAll(/[^\n]+(\n(?!\s*\n)[^\n]+)*/g)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const within = marks.filter((it) => it.start >= start && it.end <= end)
      .map((it) => ({ ...it, start: it.start - start, end: it.end - start }));
    const covered = (it: { start: number; end: number }) => Math.min(it.end, end) - Math.max(it.start, start);
    const zone = article.zones.find((it) => covered(it) * 2 > end - start);
    const paragraph = h("p", { dir: "auto", class: zone ? `zone-${zone.zone}${zone.duplicate ? " duplicate" : ""}` : null,
      title: zone?.duplicate ? t("article.duplicate") : null });
    paragraph.append(marked(match[0], within, (mark, words) => markElement(mark as TextMark, words)));
    body.append(paragraph);
  }
  return body;
}

interface TextMark extends Mark {
  mention?: ArticleMention;
}

function marksOf(article: Article): TextMark[] {
  const names = article.mentions.map((it): TextMark => ({ start: it.start, end: it.end, className: it.place_id ? "name" : "unknown", mention: it }));
  const overlaps = (span: Mark) => names.some((it) => it.start < span.end && it.end > span.start);
  const times = article.times.map((it): TextMark => ({ start: it.start, end: it.end, className: "when" })).filter((it) => !overlaps(it));
  return [...names, ...times];
}

/** Names carry the id that links point to: the offset in code points, which the mention's id ends with. */
function markElement(mark: TextMark, words: string): Node {
  const { mention } = mark;
  if (!mention) return h("span", { class: "when" }, words);
  const when = edtfWords(mention.when, mention.when_start, mention.when_end);
  const place = mention.place ?? words;
  const element = h("mark", { class: `${mark.className} role-${mention.role}`, id: anchor(mention), title: `${place} · ${when}`, tabindex: -1 });
  if (mention.place_id) element.append(h("a", { href: mapUrl(mention.place_id) }, words));
  else element.append(words);
  if (FILES) return element;
  const both = document.createDocumentFragment();
  both.append(element, reportButton(mention, words, when));
  return both;
}

/** A sign behind the name, as small as that of a footnote. It has no text: who copies the article copies only that. */
function reportButton(mention: ArticleMention, words: string, when: string): HTMLElement {
  const about = `${t("report.open")} ${words}`;
  const button = h("button", { type: "button", class: "spot-report", "aria-label": about, title: about, "aria-haspopup": "dialog" });
  button.addEventListener("click", () => {
    const closed = () => { if (!button.isConnected) (document.getElementById(anchor(mention)) ?? the("#article h1")).focus(); };
    void import("./report.ts").then((it) => it.report({ id: mention.id, words: bdi(words), place: mention.place, when }, { kept: () => void redraw(mention.id), closed }));
  });
  return button;
}

/** Draws the article anew as soon as the server shows what was said of the mention. */
async function redraw(id: string): Promise<void> {
  const before = shown;
  if (!before) return;
  const said = (article: Article) => JSON.stringify(article.mentions.find((it) => it.id === id));
  for (let tries = 0; tries < 10; tries++) {
    await new Promise((done) => setTimeout(done, 500));
    const now = await loadArticle(before.id).catch(() => before);
    if (said(now) !== said(before)) return draw(the("#article"), now);
    if (shown !== before) return;
  }
}

function anchor(mention: ArticleMention): string {
  return `s${mention.id.slice(mention.id.lastIndexOf("-") + 1)}`;
}

function mapUrl(place: string): string {
  return `${urlOf("./")}#place=${plain(place)}`;
}

function placesOf(article: Article): HTMLElement[] {
  const places = new Map<string, ArticleMention[]>();
  for (const it of article.mentions) {
    if (it.place_id) places.set(it.place_id, [...(places.get(it.place_id) ?? []), it]);
  }
  const sorted = [...places.values()].sort((a, b) => b.length - a.length || ((a[0]?.place ?? "") < (b[0]?.place ?? "") ? -1 : 1));
  return sorted.map((mentions) => h("li", {},
    h("a", { class: "first", href: mapUrl(mentions[0]?.place_id ?? "") }, bdi(mentions[0]?.place ?? "")),
    h("span", { class: "n" }, number(mentions.length)),
    h("span", { class: "spots" }, ...mentions.map((it, i) => h("a", { href: `#${anchor(it)}`, title: article.text.slice(it.start, it.end), "aria-label": `${it.place} ${i + 1}: ${article.text.slice(it.start, it.end)}` }, number(i + 1)))),
  ));
}

function goToSpan(): void {
  document.querySelector("mark.here")?.classList.remove("here");
  const mark = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (mark?.tagName !== "MARK") return;
  mark.classList.add("here");
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}

function firstWords(text: string): string {
  const words = text.trim().slice(0, 60);
  return words.length < 60 ? words : `${words.replace(/\s+\S*$/, "")}…`;
}

applyTheme("");
await setUi(preferredUi());
addEventListener("hashchange", goToSpan);
void start();
