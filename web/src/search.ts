// Words sought in sentences, names and titles: the server is asked, of an edition of files the sentences are read.
// The answer is a mask over the mentions, so that every other filter stays with the page.

import { FILES, loadMatches, loadSentences, type Sentences } from "./api.ts";
import type { Data } from "./data.ts";
import { fold } from "./fold.ts";

/** 1 where the words are found. */
export interface Matches {
  q: string;
  version: string;
  mask: Uint8Array;
}

let sentences: Promise<Sentences> | null = null;

export async function matchesOf(data: Data, q: string): Promise<Matches> {
  const mask = !hasWords(q) ? inNames(data, q) : FILES ? inSentences(data, await (sentences ??= loadSentences()), q) : await asked(data, q);
  return { q, version: data.index.version, mask };
}

async function asked(data: Data, q: string): Promise<Uint8Array> {
  const { version, mentions } = await loadMatches(q);
  // Newer data are on their way to this page: until then, what its own names say.
  if (version !== data.index.version) return inNames(data, q);
  const mask = new Uint8Array(data.n);
  for (const it of mentions) mask[it] = 1;
  return mask;
}

/** Without anybody to ask: names of places and titles alone. */
export function inNames(data: Data, q: string): Uint8Array {
  return maskOf(data, q, () => new Set());
}

/** The same answer as the server's: every word in the sentence, the name of the place or the title. */
export function inSentences(data: Data, { quotes, quote }: Sentences, q: string): Uint8Array {
  return maskOf(data, q, (word) => {
    const holding = quotes.map((it) => holds(it, word));
    return new Set(quote.flatMap((it, mention) => (holding[it] ? [mention] : [])));
  });
}

interface Word {
  text: string;
  begun: boolean;
}

function maskOf(data: Data, q: string, within: (word: Word) => Set<number>): Uint8Array {
  const { articles, places } = data.index;
  const all = wordsOf(q);
  const words = all.map((text, i): Word => ({ text, begun: i === all.length - 1 }));
  const mask = new Uint8Array(data.n).fill(1);
  for (const word of words) {
    const titles = articles.title.map((it) => holds(it ?? "", word));
    const names = places.label.map((it, i) => holds(`${it} ${places.label_ar[i] ?? ""}`, word));
    const quotes = within(word);
    for (let i = 0; i < data.n; i++) {
      if (!titles[data.article[i]!] && !names[data.place[i]!] && !quotes.has(i)) mask[i] = 0;
    }
  }
  return mask;
}

function holds(text: string, { text: word, begun }: Word): boolean {
  return wordsOf(text).some((it) => (begun ? it.startsWith(word) : it === word));
}

/** Signs alone seek nothing. */
export function hasWords(q: string): boolean {
  return wordsOf(q).length > 0;
}

function wordsOf(text: string): string[] {
  return fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}
