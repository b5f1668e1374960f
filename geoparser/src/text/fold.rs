//! Folding: the one form that all spellings of a word share.
//!
//! Case, marks, ligatures, Arabic letter variants and vowel signs go; the letters that carry the word stay.
//! What folds alike is looked up alike: `Dayr`, `dayr` and `Dâyr`.
//!
//! # Cost
//!
//! One pass; ASCII never allocates beyond the output.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::letters::{Facts, Folded, Letters};

/// Appends the folded form of `word` to `out`.
pub fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        let start = out.len();
        out.push_str(word);
        out[start..].make_ascii_lowercase();
        return;
    }
    let letters = Letters::table();
    for letter in word.chars() {
        push_folded(letter, letters.look(letter), out);
    }
}

/// Appends what one letter, of which this is known, folds to: no letter's form depends on its neighbors.
#[inline]
pub(crate) fn push_folded(letter: char, facts: Facts, out: &mut String) {
    match facts.folded() {
        Folded::Gone => {}
        Folded::One(one) => out.push(one),
        Folded::More => fold_letter(letter, out),
    }
}

/// The same, worked out.
pub(crate) fn fold_letter(letter: char, out: &mut String) {
    for letter in std::iter::once(letter).nfkd() {
        match letter {
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'þ' | 'Þ' => out.push_str("th"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'ħ' | 'Ħ' => out.push('h'),
            'ı' | 'İ' => out.push('i'),
            'ŋ' | 'Ŋ' => out.push('n'),
            'ə' | 'Ə' => out.push('a'),
            // alef with hamza or madda is decomposed by NFKD; wasla is not
            'ٱ' => out.push('ا'),
            'ى' | 'ی' | 'ې' | 'ێ' => out.push('ي'),
            'ک' | 'ڪ' => out.push('ك'),
            'ة' | 'ۀ' | 'ە' | 'ہ' | 'ھ' | 'ۃ' => out.push('ه'),
            'ؤ' | 'ۆ' | 'ۇ' => out.push('و'),
            'ڕ' => out.push('ر'),
            'ڵ' => out.push('ل'),
            'ـ' => {}
            'ё' | 'Ё' => out.push('е'),
            'ґ' | 'Ґ' => out.push('г'),
            mark if is_invisible(mark) || is_combining_mark(mark) && !is_part_of_letter(mark) => {}
            'A'..='Z' => out.push(letter.to_ascii_lowercase()),
            letter if letter.is_ascii() => out.push(letter),
            letter => out.extend(
                letter
                    .to_lowercase()
                    .filter(|it| !is_combining_mark(*it) || is_part_of_letter(*it)),
            ),
        }
    }
}

/// Whether a mark is as much as a letter: the vowels and tones of the scripts of India and beyond, but for the dots of borrowed letters.
fn is_part_of_letter(mark: char) -> bool {
    let is_dot =
        matches!(mark, '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}' | '\u{b3c}' | '\u{cbc}');
    !is_dot
        && matches!(mark, '\u{900}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// The folded form of `word`.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// Joiners, direction marks and soft hyphens: they steer the drawing of a word and are no part of it.
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
