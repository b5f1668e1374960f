//! The words that a language file uses, each with a number.
//!
//! # Cost
//!
//! Most words of a text are none of them: a filter of two kilobytes tells so for most of these from three of their
//! letters and their length. A word of the list is one or two integers away if it is no longer than fifteen bytes.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

const FILTER_BITS: usize = 1 << 14;

/// A word of no more bytes is packed into an integer.
const SHORT: usize = 15;

/// Words in small letters with their numbers.
#[derive(Debug)]
pub(super) struct WordList<N = u16> {
    filter: Box<[u64; FILTER_BITS / 64]>,
    /// The short words, packed, each in the first free place from the one that its hash names; 0 where there is none.
    short: Box<[u128]>,
    /// Their numbers, in the same places.
    numbers: Box<[N]>,
    /// All words.
    all: HashMap<Box<str>, N, FixedState>,
}

impl<N: Copy + Default> WordList<N> {
    pub(super) fn new(all: HashMap<Box<str>, N, FixedState>) -> Self {
        let n_places = (2 * all.len() + 1).next_power_of_two();
        let mut list = Self {
            filter: Box::new([0; FILTER_BITS / 64]),
            short: vec![0; n_places].into(),
            numbers: vec![N::default(); n_places].into(),
            all: HashMap::default(),
        };
        #[expect(clippy::iter_over_hash_type, reason = "every order finds the same words")]
        for (word, number) in &all {
            if let Some(bit) = bit_of(word.as_bytes()) {
                list.filter[bit / 64] |= 1 << (bit % 64);
            }
            if let Some(packed) = packed(word.as_bytes()) {
                let place = list.place(packed);
                (list.short[place], list.numbers[place]) = (packed, *number);
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
        if !self.has_bit(lower.as_bytes()) {
            return None;
        }
        match packed(lower.as_bytes()) {
            Some(packed) => self.get_packed(packed),
            None => self.all.get(lower).copied(),
        }
    }

    /// The number of a word that is some ASCII letters of a text, whatever their case.
    #[inline]
    pub(super) fn get_letters(&self, text: &[u8], word: Range<usize>) -> Option<N> {
        let letters = &text[word.clone()];
        if !self.has_bit(letters) {
            return None;
        }
        if letters.len() > SHORT {
            let lower = letters.to_ascii_lowercase();
            return self.all.get(std::str::from_utf8(&lower).ok()?).copied();
        }
        let around = text.get(word.start..word.start + 16).and_then(|it| it.try_into().ok());
        let whole = u128::MAX >> (8 * (16 - letters.len()));
        let packed = match around {
            Some(around) => {
                u128::from_le_bytes(around) & whole | (letters.len() as u128) << (8 * SHORT)
            }
            None => packed(letters)?,
        };
        self.get_packed(packed | SMALL & whole)
    }

    fn get_packed(&self, packed: u128) -> Option<N> {
        let place = self.place(packed);
        (self.short[place] == packed).then(|| self.numbers[place])
    }

    /// Where a packed word stands, or would.
    fn place(&self, packed: u128) -> usize {
        let mixed = (packed as u64 ^ (packed >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut place = (mixed >> 40) as usize & (self.short.len() - 1);
        while self.short[place] != packed && self.short[place] != 0 {
            place = (place + 1) & (self.short.len() - 1);
        }
        place
    }

    /// Whether it could be one of them, whatever its case.
    pub(super) fn may_have(&self, word: &str) -> bool {
        !word.is_ascii() || self.has_bit(word.as_bytes())
    }

    #[inline]
    fn has_bit(&self, word: &[u8]) -> bool {
        bit_of(word).is_some_and(|bit| self.filter[bit / 64] >> (bit % 64) & 1 == 1)
    }
}

/// The bit that parts small ASCII letters from capitals, in every byte.
const SMALL: u128 = u128::from_ne_bytes([0x20; 16]);

/// A short word as an integer: its bytes, and its length at the top.
#[inline]
fn packed(word: &[u8]) -> Option<u128> {
    if word.len() > SHORT {
        return None;
    }
    let mut bytes = [0; 16];
    bytes[..word.len()].copy_from_slice(word);
    bytes[SHORT] = word.len() as u8;
    Some(u128::from_le_bytes(bytes))
}

/// The filter's bit of a word; the same for capital and small ASCII letters.
#[inline]
fn bit_of(bytes: &[u8]) -> Option<usize> {
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
pub(super) fn is_small(letter: char) -> bool {
    matches!(letter,
        'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ' | 'α'..='ω' | 'а'..='џ'
        | '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}')
}
