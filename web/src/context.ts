// The sentences around a quote, taken from its article when they are asked for.

import { type Article, loadArticle } from "./api.ts";
import { h } from "./dom.ts";

const articles = new Map<string, Promise<Article>>();

/** What stands before and after the quote of a mention, a sentence each, within its paragraph and the next ones. */
export async function around(article: string, mention: string, quote: string): Promise<{ before: string; after: string }> {
  const asked = articles.get(article) ?? loadArticle(article);
  articles.set(article, asked);
  asked.catch(() => articles.delete(article));
  const { text, lang, mentions } = await asked;
  const start = mentions.find((it) => it.id === mention)?.start ?? 0;
  // A very long sentence is cut where it is quoted: then what is around it is the rest of it.
  const from = text.lastIndexOf(quote, start);
  if (from < 0) return { before: "", after: "" };
  const sentences = (words: string) => {
    const cut = new Intl.Segmenter(lang ?? undefined, { granularity: "sentence" }).segment(words);
    return Array.from(cut, (it) => it.segment.trim()).filter(Boolean);
  };
  const before = sentences(text.slice(Math.max(0, from - 600), from));
  const after = sentences(text.slice(from + quote.length, from + quote.length + 600));
  return { before: before.at(-1) ?? "", after: after[0] ?? "" };
}

export function aroundBox(words: string, lang: string | null): HTMLElement {
  return h("p", { class: "around", dir: "auto", lang }, words);
}
