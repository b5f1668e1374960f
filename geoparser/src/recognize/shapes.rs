//! How a word is written: all in capitals, with a small letter, in digits.

use crate::text::letters::{Facts, Letters};

/// Shapes below this are of words that begin with a capital letter.
pub(super) const CASELESS: u8 = 8;
/// Shapes below this begin with a capital letter or are of a script without them.
pub(super) const SMALL: u8 = 10;
/// The shape of no word.
pub(super) const NO_SHAPE: u8 = 15;

/// The shape of a word of ASCII letters alone, by what it has behind the first; looked up, without a branch.
#[inline]
pub(super) fn letters_shape(
    n_letters: usize,
    is_capital: bool,
    has_small: bool,
    has_capital: bool,
) -> u8 {
    let bits =
        usize::from(is_capital) << 2 | usize::from(has_small) << 1 | usize::from(has_capital);
    SHAPES[n_letters.min(MOST_LETTERS)][bits]
}

/// So many letters have shapes of their own.
const MOST_LETTERS: usize = 5;

const SHAPES: [[u8; 8]; MOST_LETTERS + 1] = {
    let mut shapes = [[SMALL; 8]; MOST_LETTERS + 1];
    let mut n_letters = 0;
    while n_letters <= MOST_LETTERS {
        let mut bits = 0;
        while bits < 4 {
            shapes[n_letters][4 | bits] = capital_shape(n_letters, bits & 2 != 0, bits & 1 != 0);
            bits += 1;
        }
        n_letters += 1;
    }
    shapes
};

/// The shape of any word.
pub(super) fn shape(word: &str) -> u8 {
    let letters = Letters::table();
    let mut facts = word.chars().map(|it| letters.look(it));
    let Some(first) = facts.next() else { return NO_SHAPE };
    let (n_letters, rest) = facts.fold((1, Facts::default()), |(n, rest), it| (n + 1, rest.or(it)));
    shape_of_facts(word, n_letters, first, rest)
}

/// The same, of what is known of the first of its letters, and of any of the others.
#[inline]
pub(super) fn shape_of_facts(word: &str, n_letters: usize, first: Facts, rest: Facts) -> u8 {
    if first.is_numeric() {
        return number_shape(word.len(), word.bytes().all(|it| it.is_ascii_digit()));
    }
    if first.is_lowercase() {
        return SMALL;
    }
    if first.is_uppercase() {
        return capital_shape(n_letters, rest.is_lowercase(), rest.is_uppercase());
    }
    if n_letters <= 2 { CASELESS } else { CASELESS + 1 }
}

/// The shape of a word that begins with a capital letter.
const fn capital_shape(n_letters: usize, has_small: bool, has_inner_capital: bool) -> u8 {
    match n_letters {
        1 => 0,
        2 if !has_small => 1,
        3..=4 if !has_small => 2,
        _ if !has_small => 3,
        _ if has_inner_capital => 5,
        _ if n_letters <= 3 => 6,
        _ => 4,
    }
}

/// The shape of a word that begins with a digit.
const fn number_shape(n_digits: usize, are_all_digits: bool) -> u8 {
    match n_digits {
        _ if !are_all_digits => 13,
        4 => 12,
        _ => 11,
    }
}
