//! The words that a language file uses, each with a number.
//!
//! # Cost
//!
//! A word is packed into two integers and hashed once, and the hash names the only word of the list that it can be: no branch
//! tells the few words of a text that are of the list from the many that are not. Words of more than fifteen bytes are looked up
//! otherwise.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use crate::dates::expressions::tokens::Token;
use crate::text::eight::Eight;

/// Words in small letters with their numbers.
#[derive(Debug)]
pub(super) struct WordList {
    /// By number: the word, if it is short.
    short: Box<[Packed]>,
    /// By the hash of a short word: its number.
    numbers: PerfectHash,
    /// All words.
    all: HashMap<Box<str>, u16, FixedState>,
}

impl WordList {
    pub(super) fn new(all: HashMap<Box<str>, u16, FixedState>) -> Self {
        let n_numbers = 1 + all.values().max().map_or(0, |it| usize::from(*it));
        let mut short = vec![Packed::default(); n_numbers];
        #[expect(clippy::iter_over_hash_type, reason = "each has a place of its own")]
        for (word, number) in &all {
            let packed = Packed::of(word.as_bytes(), 0..word.len());
            if packed.is_whole() {
                short[usize::from(*number)] = packed;
            }
        }
        let hashes = (0..).zip(&short).filter(|(_, word)| **word != Packed::default());
        let numbers = PerfectHash::of(hashes.map(|(number, word)| (word.hash(), number)));
        Self { short: short.into(), numbers, all }
    }

    /// Every word, in no order.
    #[cfg(test)]
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(|it| &**it)
    }

    /// The number of a word in small letters.
    pub(super) fn get(&self, lower: &str) -> Option<u16> {
        self.get_at(lower, 0..lower.len())
    }

    /// The number of a word in small letters that is a part of a text.
    pub(super) fn get_at(&self, text: &str, word: Range<usize>) -> Option<u16> {
        let packed = Packed::of(text.as_bytes(), word.clone());
        if word.is_empty() {
            return None;
        }
        if packed.is_whole() { self.get_short(packed) } else { self.all.get(&text[word]).copied() }
    }

    /// The number of a word that is some ASCII letters of a text, whatever their case.
    #[inline]
    pub(super) fn get_letters(
        &self,
        text: &[u8],
        word: Range<usize>,
        packed: Packed,
    ) -> Option<u16> {
        if packed.is_whole() { self.get_short(packed) } else { self.get_long(&text[word]) }
    }

    #[cold]
    fn get_long(&self, letters: &[u8]) -> Option<u16> {
        self.all.get(std::str::from_utf8(&letters.to_ascii_lowercase()).ok()?).copied()
    }

    #[inline]
    fn get_short(&self, packed: Packed) -> Option<u16> {
        let number = self.numbers.get(packed.hash());
        self.short[usize::from(number)].is(packed).then_some(number)
    }
}

/// Numbers by hashes, each in a place of its own: 256 groups of hashes have a factor each that spreads them so.
#[derive(Debug)]
struct PerfectHash {
    factors: Box<[u16; 256]>,
    /// 0 where there is none.
    numbers: Box<[u16]>,
    /// A product has so many bits behind its place.
    shift: u32,
}

impl PerfectHash {
    /// No hash may come twice.
    fn of(hashes: impl Iterator<Item = (u64, u16)>) -> Self {
        let mut groups: Vec<Vec<(u64, u16)>> = vec![Vec::new(); 256];
        hashes.for_each(|(hash, number)| groups[Self::group(hash)].push((hash, number)));
        let n_hashes: usize = groups.iter().map(Vec::len).sum();
        let n_places = (2 * n_hashes).next_power_of_two().max(2);
        let mut found = Self {
            factors: Box::new([1; 256]),
            numbers: vec![0; n_places].into(),
            shift: u64::BITS - n_places.trailing_zeros(),
        };
        // the largest are placed while there is most room
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|group| Reverse(groups[*group].len()));
        for group in order {
            let hashes = &groups[group];
            let mut factors = (1..=u16::MAX).step_by(2);
            let fits = factors.any(|factor| {
                found.factors[group] = factor;
                found.place(hashes)
            });
            assert!(fits, "words have the same hash");
        }
        found
    }

    /// Places the hashes of a group, if there is room for all of them.
    fn place(&mut self, hashes: &[(u64, u16)]) -> bool {
        for (nth, (hash, number)) in hashes.iter().enumerate() {
            let place = self.place_of(*hash);
            if self.numbers[place] != 0 {
                hashes[..nth].iter().for_each(|(hash, _)| self.numbers[self.place_of(*hash)] = 0);
                return false;
            }
            self.numbers[place] = *number;
        }
        true
    }

    #[inline]
    fn group(hash: u64) -> usize {
        (hash >> 56) as usize
    }

    #[inline]
    fn place_of(&self, hash: u64) -> usize {
        let factor = u64::from(self.factors[Self::group(hash)]);
        (hash.wrapping_mul(factor) >> self.shift) as usize
    }

    /// The number of this hash; of one that is not known, any number, or 0.
    #[inline]
    fn get(&self, hash: u64) -> u16 {
        self.numbers[self.place_of(hash)]
    }
}

/// A word of no more bytes is all in the integers that it is packed into.
const SHORT: usize = 15;

/// A word as two integers: its bytes, or the first fifteen of them, and its length at the top; 0 is no word.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Packed {
    low: u64,
    high: u64,
}

impl Packed {
    fn of(text: &[u8], word: Range<usize>) -> Self {
        let length = word.len().min(SHORT);
        let bytes = if let Some(bytes) = text[word.start..].first_chunk() {
            u128::from_le_bytes(*bytes) & ((1 << (8 * length)) - 1)
        } else {
            let mut bytes = [0; 16];
            bytes[..length].copy_from_slice(&text[word.start..word.start + length]);
            u128::from_le_bytes(bytes)
        };
        let high = (bytes >> 64) as u64 | u64::from(word.len().min(255) as u8) << 56;
        Self { low: bytes as u64, high }
    }

    /// The ASCII letters that a text has from `start` on, in small letters, and where they end; `None` if other letters
    /// follow, or if they are more than a token holds.
    #[inline]
    pub(crate) fn letters(text: &[u8], start: usize) -> Option<(Self, usize)> {
        let is_ascii = |at: usize| text.get(at).is_none_or(u8::is_ascii);
        let first = Eight::at(text, start).first_letters();
        if first.n < 8 {
            let (high, end) = ((first.n as u64) << 56, start + first.n);
            return is_ascii(end).then_some((Self { low: first.small, high }, end));
        }
        let second = Eight::at(text, start + 8).first_letters();
        if second.n < 8 {
            let (high, end) = ((8 + second.n as u64) << 56, start + 8 + second.n);
            let packed = Self { low: first.small, high: second.small | high };
            return is_ascii(end).then_some((packed, end));
        }
        Self::more_letters(text, start)
    }

    /// The same for a long word.
    #[cold]
    fn more_letters(text: &[u8], start: usize) -> Option<(Self, usize)> {
        let length = text[start..].iter().take_while(|it| it.is_ascii_alphabetic()).count();
        let end = start + length;
        let is_all = length <= Token::MOST_BYTES && text.get(end).is_none_or(u8::is_ascii);
        is_all.then(|| (Self::of(&text[start..end].to_ascii_lowercase(), 0..length), end))
    }

    /// Whether it has all bytes of its word.
    #[inline]
    fn is_whole(self) -> bool {
        self.high >> 56 <= SHORT as u64
    }

    /// A hash, of which the high bits are the best.
    #[inline]
    fn hash(self) -> u64 {
        (self.low ^ self.high).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// Whether both are the same, without a branch.
    #[inline]
    fn is(self, other: Self) -> bool {
        (self.low ^ other.low) | (self.high ^ other.high) == 0
    }
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use crate::dates::lang::words::{Packed, PerfectHash, WordList};

    #[test]
    fn no_two_hashes_have_the_same_place() {
        for n in [0, 1, 2, 700, 2000] {
            let hashes = (1..=n).map(|it| (u64::from(it).wrapping_mul(0x9e37_79b9_7f4a_7c15), it));
            let numbers = PerfectHash::of(hashes.clone());
            assert!(hashes.into_iter().all(|(hash, number)| numbers.get(hash) == number), "{n}");
        }
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        let known =
            ["a", "may", "october", "saturday", "september", "abcdefghijklmno", "abcdefghijklmnop"];
        let numbered: HashMap<Box<str>, u16, _> =
            (1..).zip(known).map(|(number, word)| (word.into(), number)).collect();
        let list = WordList::new(numbered);
        for (number, word) in (1..).zip(known) {
            assert_eq!(list.get(word), Some(number));
            assert_eq!(list.get(&word[1..]), None);
            for behind in ["", ".", " and much more behind it", "1", "é"] {
                let text = format!("{}{behind}", word.to_uppercase());
                let found = Packed::letters(text.as_bytes(), 0);
                let ends = behind != "é";
                assert_eq!(found.map(|(_, end)| end), ends.then_some(word.len()), "{text}");
                let found =
                    found.map(|(packed, end)| list.get_letters(text.as_bytes(), 0..end, packed));
                assert_eq!(found, ends.then_some(Some(number)), "{text}");
            }
            let longer = format!("{word}{}", "x".repeat(256));
            assert_eq!(list.get(&longer), None, "its length ends with the same byte");
        }
    }
}
