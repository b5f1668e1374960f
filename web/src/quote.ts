// A sentence with its marks: the name, and the words that gave the date. Built of text nodes: articles are hostile.

import type { MentionFeature } from "./api.ts";
import { h } from "./dom.ts";

export interface Mark {
  start: number;
  end: number;
  className: string;
}

/** The text cut at the marks; a mark that overlaps an earlier one is left out. */
export function marked(text: string, marks: Mark[], element: (mark: Mark, words: string) => Node = plainMark): DocumentFragment {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (mark.start < at || mark.end <= mark.start) continue;
    out.append(text.slice(at, mark.start), element(mark, text.slice(mark.start, mark.end)));
    at = mark.end;
  }
  out.append(text.slice(at));
  return out;
}

/** The quote of a mention, in the article's language and direction. */
export function quote(mention: MentionFeature): HTMLElement {
  const marks: Mark[] = [{ start: mention.quote_start, end: mention.quote_end, className: "name" }];
  const words = whenWords(mention);
  if (words) marks.push({ ...words, className: "when" });
  const element = h("p", { dir: "auto", lang: mention.lang });
  element.append(marked(mention.quote, marks));
  return element;
}

/** Where the words that gave the date stand in the quote, the nearest to the name; null when they stand outside it. */
function whenWords({ quote, when_text, quote_start, quote_end }: MentionFeature): { start: number; end: number } | null {
  if (!when_text) return null;
  let best: { start: number; end: number } | null = null;
  let shortest = Infinity;
  for (let at = quote.indexOf(when_text); at >= 0; at = quote.indexOf(when_text, at + 1)) {
    const end = at + when_text.length;
    if (at < quote_end && end > quote_start) continue;
    const far = Math.max(at - quote_end, quote_start - end);
    if (far < shortest) [best, shortest] = [{ start: at, end }, far];
  }
  return best;
}

function plainMark(mark: Mark, words: string): Node {
  return h("mark", { class: mark.className }, words);
}
