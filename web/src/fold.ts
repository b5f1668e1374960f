// Folding names for search: case, accents, Arabic vowel signs and the letters that are written either way.

const ARABIC: Record<string, string> = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ئ: "ي", ؤ: "و", ة: "ه", ی: "ي", ک: "ك" };

/** Equal for names that a reader takes for the same letters. */
export function fold(name: string): string {
  return name
    .replace(/[أإآٱىئؤةیک]/g, (it) => ARABIC[it] ?? it)
    .normalize("NFD")
    .replace(/[\p{M}\u0640\u02bc\u2018\u2019'`]/gu, "")
    .toLowerCase()
    .replace(/[\s\-\u2010-\u2015]+/g, " ")
    .trim();
}

/** Without vowel signs and stretching: they break the joins of letters on the map. */
export function bare(name: string): string {
  return name.replace(/[\u064b-\u0652\u0670\u0640]/g, "");
}
