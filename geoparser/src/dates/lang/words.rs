//! The words that a language file uses, each with a number.
//!
//! # Cost
//!
//! A word is known by its hash alone, and the hash names the only word of the list that it can be: no branch tells the few words
//! of a text that are of the list from the many that are not.

use std::cmp::Reverse;

use crate::dates::lang::UNKNOWN;
use crate::gazetteer::hash::hash_word;

/// Words in small letters with their numbers.
#[derive(Debug)]
pub(super) struct WordList {
    /// By number: the hash of the word; 0 of what is none.
    hashes: Box<[u64]>,
    numbers: PerfectHash,
}

impl WordList {
    /// Of the hashes of words; the first has the number behind [`UNKNOWN`].
    pub(super) fn new(words: impl IntoIterator<Item = u64>) -> Self {
        let hashes: Box<[u64]> = [0; FIRST as usize].into_iter().chain(words).collect();
        let numbers = PerfectHash::of((FIRST..).zip(hashes[usize::from(FIRST)..].iter().copied()));
        Self { hashes, numbers }
    }

    /// The number of a word in small letters.
    pub(super) fn get(&self, lower: &str) -> Option<u16> {
        Some(self.number(hash_word(lower.as_bytes()))).filter(|it| *it != UNKNOWN)
    }

    /// The number of the word that has this hash, or [`UNKNOWN`].
    #[inline]
    pub(super) fn number(&self, hash: u64) -> u16 {
        let number = self.numbers.get(hash);
        let is_it = self.hashes[usize::from(number)] == hash;
        UNKNOWN ^ (UNKNOWN ^ number) & ALL_IF[usize::from(is_it)]
    }
}

/// All bits of what is so, none of what is not; a table, since an expression would become a branch.
static ALL_IF: [u16; 2] = [0, u16::MAX];

/// The number of the first word.
const FIRST: u16 = UNKNOWN + 1;

/// Numbers by hashes, each in a place of its own: 256 groups of hashes have a factor each that spreads them so.
#[derive(Debug)]
struct PerfectHash {
    factors: Box<[u16; 256]>,
    /// [`UNKNOWN`] where there is none.
    numbers: Box<[u16]>,
    /// A product has so many bits behind its place.
    shift: u32,
}

impl PerfectHash {
    /// No hash may come twice.
    fn of(hashes: impl Iterator<Item = (u16, u64)>) -> Self {
        let mut hashes: Vec<(u16, u64)> = hashes.collect();
        let n_hashes = hashes.len();
        hashes.sort_unstable_by_key(|(_, hash)| Self::group(*hash));
        let groups = hashes.chunk_by(|(_, a), (_, b)| Self::group(*a) == Self::group(*b));
        let n_places = (2 * n_hashes).next_power_of_two().max(2);
        let mut found = Self {
            factors: Box::new([1; 256]),
            numbers: vec![UNKNOWN; n_places].into(),
            shift: u64::BITS - n_places.trailing_zeros(),
        };
        // the largest are placed while there is most room
        let mut groups: Vec<&[(u16, u64)]> = groups.collect();
        groups.sort_by_key(|hashes| Reverse(hashes.len()));
        for hashes in groups {
            let group = Self::group(hashes[0].1);
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
    fn place(&mut self, hashes: &[(u16, u64)]) -> bool {
        for (nth, (number, hash)) in hashes.iter().enumerate() {
            let place = self.place_of(*hash);
            if self.numbers[place] != UNKNOWN {
                for (_, hash) in &hashes[..nth] {
                    self.numbers[self.place_of(*hash)] = UNKNOWN;
                }
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

    /// The number of this hash; of one that is not known, any number, or [`UNKNOWN`].
    #[inline]
    fn get(&self, hash: u64) -> u16 {
        self.numbers[self.place_of(hash)]
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
    use crate::dates::lang::UNKNOWN;
    use crate::dates::lang::words::{FIRST, WordList};
    use crate::gazetteer::hash::hash_word;

    #[test]
    fn every_word_has_its_number() {
        for n in [0, 1, 2, 700, 2000] {
            let words: Vec<String> = (0..n).map(|it| format!("word{it}")).collect();
            let hashes: Vec<u64> = words.iter().map(|it| hash_word(it.as_bytes())).collect();
            let list = WordList::new(hashes.clone());
            for ((number, hash), word) in (FIRST..).zip(hashes).zip(&words) {
                assert_eq!(list.number(hash), number, "{word} of {n}");
                assert_eq!(list.get(word), Some(number), "{word} of {n}");
            }
            for other in ["", "word", "words", "word2000"] {
                assert_eq!(list.get(other), None, "{other} of {n}");
            }
            assert_eq!(list.number(0), UNKNOWN, "{n}");
        }
    }
}
