//! Stems: what is left of an inflected word.
//!
//! Light stripping of case endings, alike for names and for text, so that `Москвы` and `Москве` find `Москва`. Only scripts
//! and languages that inflect names at their end without a mark need it: Cyrillic.

/// The stem of a folded word of three letters or more; `None` where the script has none.
///
/// The longest ending goes, then the vowels before it: what differs only in case becomes one.
pub fn stem(folded: &str) -> Option<&str> {
    folded.chars().next().filter(|first| matches!(first, 'а'..='я' | 'і' | 'ї' | 'є'))?;
    let ending =
        ENDINGS.iter().find(|ending| folded.ends_with(**ending)).copied().unwrap_or_default();
    let is_long_enough = |stem: &str| stem.chars().count() >= 3;
    let cut = folded.strip_suffix(ending).filter(|it| is_long_enough(it)).unwrap_or(folded);
    let bare = cut.trim_end_matches(['а', 'е', 'и', 'і', 'о', 'у', 'ы', 'э', 'ю', 'я', 'ь', 'є']);
    Some(if is_long_enough(bare) { bare } else { cut })
}

/// Endings of nouns and adjectives as they are after folding (й is и), the longest first.
const ENDINGS: &[&str] = &[
    "иями", "ями", "ами", "ыми", "ими", "ого", "его", "ому", "ему", "иях", "иям", "ием", "ов",
    "ев", "ом", "ем", "ам", "ям", "ах", "ях", "ым", "им", "ых", "их", "ою", "ею",
];
