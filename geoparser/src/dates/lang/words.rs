//! The words that a language file uses, each with a number.
//!
//! # Cost
//!
//! A word is packed into an integer and hashed once; most words of a text are none of the list, which a filter of two
//! kilobytes tells. A word of the list is one or two integers away if it is no longer than fifteen bytes.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

const FILTER_BITS: usize = 1 << 14;

/// A word of no more bytes is all in the integer that it is packed into.
const SHORT: usize = 15;

/// Words in small letters with their numbers.
#[derive(Debug)]
pub(super) struct WordList<N = u16> {
    filter: Box<[u64; FILTER_BITS / 64]>,
    /// The short words, packed, with their numbers, each in the first free place from the one that its hash names; 0
    /// where there is none.
    short: Box<[(u128, N)]>,
    /// All words.
    all: HashMap<Box<str>, N, FixedState>,
}

impl<N: Copy + Default> WordList<N> {
    pub(super) fn new(all: HashMap<Box<str>, N, FixedState>) -> Self {
        let n_places = (2 * all.len() + 1).next_power_of_two();
        let mut list = Self {
            filter: Box::new([0; FILTER_BITS / 64]),
            short: vec![(0, N::default()); n_places].into(),
            all: HashMap::default(),
        };
        #[expect(clippy::iter_over_hash_type, reason = "every order finds the same words")]
        for (word, number) in &all {
            let packed = packed(word.as_bytes());
            let bit = bit_of(packed);
            list.filter[bit / 64] |= 1 << (bit % 64);
            if word.len() <= SHORT {
                let place = list.place(packed);
                list.short[place] = (packed, *number);
            }
        }
        list.all = all;
        list
    }

    /// Every word, in no order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(|it| &**it)
    }

    /// The number of a word in small letters.
    pub(super) fn get(&self, lower: &str) -> Option<N> {
        self.get_at(lower, 0..lower.len())
    }

    /// The number of a word in small letters that is a part of a text.
    pub(super) fn get_at(&self, text: &str, word: Range<usize>) -> Option<N> {
        if word.is_empty() {
            return None;
        }
        let packed = packed(&text.as_bytes()[word.clone()]);
        self.get_packed(packed, || self.all.get(&text[word]).copied())
    }

    /// The number of a word that is some ASCII letters of a text, whatever their case.
    #[inline]
    pub(super) fn get_letters(&self, text: &[u8], word: &AsciiWord) -> Option<N> {
        self.get_packed(word.packed, || {
            let lower = text[word.start..word.end].to_ascii_lowercase();
            self.all.get(std::str::from_utf8(&lower).ok()?).copied()
        })
    }

    /// The number of a packed word; a long one is not told by what is packed of it.
    #[inline]
    fn get_packed(&self, packed: u128, long: impl FnOnce() -> Option<N>) -> Option<N> {
        let bit = bit_of(packed);
        if self.filter[bit / 64] >> (bit % 64) & 1 == 0 {
            return None;
        }
        if packed >> (8 * SHORT) > SHORT as u128 {
            return long();
        }
        let (known, number) = self.short[self.place(packed)];
        (known == packed).then_some(number)
    }

    /// Where a packed word stands, or would.
    #[inline]
    fn place(&self, packed: u128) -> usize {
        let mask = self.short.len() - 1;
        let mut place = (mixed(packed) >> 40) as usize & mask;
        while self.short[place].0 != packed && self.short[place].0 != 0 {
            place = (place + 1) & mask;
        }
        place
    }
}

/// A word of ASCII letters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AsciiWord {
    /// Its first byte.
    start: usize,
    /// One past its last byte.
    pub(crate) end: usize,
    /// It in small letters, packed.
    packed: u128,
}

impl AsciiWord {
    /// The word that begins at an ASCII letter; `None` if it has other letters too.
    #[inline]
    pub(crate) fn at(text: &[u8], start: usize) -> Option<Self> {
        let mut end = start + 1;
        while let Some(byte) = text.get(end) {
            if !byte.is_ascii_alphabetic() {
                if !byte.is_ascii() {
                    return None;
                }
                break;
            }
            end += 1;
        }
        let packed = match text.get(start..start + 16) {
            Some(bytes) => {
                let bytes = u128::from_le_bytes(bytes.try_into().ok()?) | SMALL;
                bytes & FIRST[(end - start).min(SHORT)] | ((end - start) as u128) << (8 * SHORT)
            }
            None => packed(&text[start..end].to_ascii_lowercase()),
        };
        Some(Self { start, end, packed })
    }
}

/// The bit that parts small ASCII letters from capitals, in every byte.
const SMALL: u128 = u128::from_ne_bytes([0x20; 16]);

/// By number: all bits of so many first bytes.
const FIRST: [u128; 16] = {
    let mut first = [0; 16];
    let mut n = 1;
    while n < 16 {
        first[n] = u128::MAX >> (8 * (16 - n));
        n += 1;
    }
    first
};

/// A word as an integer: its bytes, or the first of them, and its length at the top.
fn packed(word: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    let length = word.len().min(SHORT);
    bytes[..length].copy_from_slice(&word[..length]);
    bytes[SHORT] = word.len() as u8;
    u128::from_le_bytes(bytes)
}

/// A hash, of which the high bits are the best.
#[inline]
fn mixed(packed: u128) -> u64 {
    (packed as u64 ^ (packed >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The filter's bit of a packed word.
#[inline]
fn bit_of(packed: u128) -> usize {
    (mixed(packed) >> 50) as usize % FILTER_BITS
}

/// Writes a word in small letters, without vowel signs and tatweel.
pub(super) fn lower_into(word: &str, lower: &mut String) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
        return;
    }
    let mut rest = word;
    while let Some(at) = rest.find(|it| !is_small(it)) {
        lower.push_str(&rest[..at]);
        let mut letters = rest[at..].chars();
        match letters.next() {
            None | Some('\u{64b}'..='\u{65f}' | '\u{640}' | '\u{307}') => {}
            Some(letter @ 'А'..='Я') => lower.extend(char::from_u32(u32::from(letter) + 0x20)),
            // of İ the lower case is two letters, i and a mark
            Some(letter) => lower.extend(letter.to_lowercase().filter(|it| *it != '\u{307}')),
        }
        rest = letters.as_str();
    }
    lower.push_str(rest);
}

/// Whether a letter is written as it is: most of those that are do not ask further.
#[inline]
pub(crate) fn is_small(letter: char) -> bool {
    matches!(letter,
        'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ' | 'α'..='ω' | 'а'..='џ'
        | '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}')
}
