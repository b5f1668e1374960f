//! The words that a language file uses, each with a number.
//!
//! # Cost
//!
//! Most words of a text are none of them: a filter of two kilobytes tells so for most of these from three of their
//! letters and their length.

use std::collections::HashMap;

use foldhash::fast::FixedState;

const FILTER_BITS: usize = 1 << 14;

/// Words in small letters with their numbers.
#[derive(Debug)]
pub(super) struct WordList<N = u16> {
    numbers: HashMap<Box<str>, N, FixedState>,
    filter: Box<[u64; FILTER_BITS / 64]>,
}

impl<N: Copy> WordList<N> {
    pub(super) fn new(numbers: HashMap<Box<str>, N, FixedState>) -> Self {
        let mut filter = Box::new([0; FILTER_BITS / 64]);
        #[expect(clippy::iter_over_hash_type, reason = "sets bits: the order does not show")]
        for word in numbers.keys() {
            if let Some(bit) = bit_of(word) {
                filter[bit / 64] |= 1 << (bit % 64);
            }
        }
        Self { numbers, filter }
    }

    /// Every word, in no order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.numbers.keys().map(|it| &**it)
    }

    /// The number of a word in small letters.
    pub(super) fn get(&self, lower: &str) -> Option<N> {
        if self.has_bit(lower) { self.numbers.get(lower).copied() } else { None }
    }

    /// Whether it could be one of them, whatever its case.
    pub(super) fn may_have(&self, word: &str) -> bool {
        !word.is_ascii() || self.has_bit(word)
    }

    #[inline]
    fn has_bit(&self, word: &str) -> bool {
        bit_of(word).is_some_and(|bit| self.filter[bit / 64] >> (bit % 64) & 1 == 1)
    }
}

/// The filter's bit of a word; the same for capital and small ASCII letters.
#[inline]
fn bit_of(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let small = |at: usize| u32::from(bytes[at] | 0x20);
    let last = bytes.len().checked_sub(1)?;
    let letters = small(0) << 16 | small(bytes.len() / 2) << 8 | small(last);
    let mixed = (letters ^ (bytes.len() as u32) << 24).wrapping_mul(0x9e37_79b1);
    Some((mixed >> 18) as usize % FILTER_BITS)
}

/// Writes a word in small letters, without vowel signs and tatweel.
pub(super) fn lower_into(word: &str, lower: &mut String) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
        return;
    }
    for letter in word.chars() {
        match letter {
            'а'..='я' | '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}' => lower.push(letter),
            '\u{64b}'..='\u{65f}' | '\u{640}' | '\u{307}' => {}
            // of İ the lower case is two letters, i and a mark
            _ => lower.extend(letter.to_lowercase().filter(|it| *it != '\u{307}')),
        }
    }
}
