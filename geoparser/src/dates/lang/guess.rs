//! Which language a text is in, as far as its words of time tell.

use std::sync::LazyLock;

use crate::dates::lang::words::lower_into;
use crate::dates::lang::{LANGUAGES, LONGEST_WORD};
use crate::text::letters::Letters;

/// So many bytes of a text tell.
const ENOUGH: usize = 4000;

/// The numbers of the languages that write some letters together with the word that follows.
static GLUED: LazyLock<Vec<usize>> = LazyLock::new(|| {
    (0..LANGUAGES.len()).filter(|nth| !LANGUAGES[*nth].1.prefixes.is_empty()).collect()
});

/// The tags of the languages that may say a date in a line: those that have a word of it, and English for digits alone.
pub(crate) fn spoken(line: &str) -> impl Iterator<Item = &'static str> {
    let mut all = 1_u32;
    each_word(line, |bits| all |= bits);
    let tags = LANGUAGES.iter().map(|(tag, _)| *tag).enumerate();
    tags.filter(move |(nth, _)| all >> nth & 1 == 1).map(|(_, tag)| tag)
}

/// The tag of the language that most words of a text belong to, by its first few thousand bytes.
pub(crate) fn guess(text: &str) -> &'static str {
    let mut counts = [0_usize; LANGUAGES.len()];
    each_word(&text[..text.floor_char_boundary(ENOUGH)], |bits| {
        let mut rest = bits;
        while rest != 0 {
            counts[rest.trailing_zeros() as usize] += 1;
            rest &= rest - 1;
        }
    });
    // the first of equals
    let best = (0..counts.len()).rev().max_by_key(|nth| counts[*nth]);
    best.map_or("en", |nth| LANGUAGES[nth].0)
}

/// Tells of every word which languages have it, one bit for each.
fn each_word(text: &str, mut tell: impl FnMut(u32)) {
    let letters = Letters::table();
    let mut lower = String::new();
    for word in text.split(|it| !letters.is_alphabetic(it)) {
        if word.is_empty() || word.len() > LONGEST_WORD {
            continue;
        }
        lower_into(word, &mut lower);
        let mut bits = 0;
        for (nth, (_, language)) in LANGUAGES.iter().enumerate() {
            bits |= u32::from(language.words.get(&lower).is_some()) << nth;
        }
        for nth in GLUED.iter().filter(|_| !word.is_ascii()) {
            bits |= u32::from(LANGUAGES[*nth].1.without_prefix(&lower).is_some()) << nth;
        }
        tell(bits);
    }
}
