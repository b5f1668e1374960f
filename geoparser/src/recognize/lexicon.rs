//! What is known of single words beside the gazetteer: how common they are in small letters, and whether people bear them.

use std::collections::HashMap;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct WordFacts {
    /// How often it stood in small letters in the texts learned from: 0 never, else 1 + log₄ of the count, at most 7.
    pub common: u8,
    /// Whether it is a first name: 0 no, 1 rare, 2 common.
    pub first_name: u8,
    /// Whether it is a surname: 0 no, 1 rare, 2 common.
    pub surname: u8,
}

impl WordFacts {
    fn from_byte(byte: u8) -> Self {
        Self { common: byte & 7, first_name: (byte >> 3) & 3, surname: (byte >> 5) & 3 }
    }

    fn to_byte(self) -> u8 {
        self.common & 7 | (self.first_name & 3) << 3 | (self.surname & 3) << 5
    }
}

/// The facts of many words, by the hash of the folded word.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    facts: HashMap<u32, u8, foldhash::fast::FixedState>,
}

impl Lexicon {
    /// What is known of the word with this hash.
    pub fn facts(&self, word: u32) -> WordFacts {
        self.facts.get(&word).map_or_else(WordFacts::default, |byte| WordFacts::from_byte(*byte))
    }

    /// Changes what is known of a word.
    pub fn edit(&mut self, word: u32, change: impl FnOnce(&mut WordFacts)) {
        let byte = self.facts.entry(word).or_default();
        let mut facts = WordFacts::from_byte(*byte);
        change(&mut facts);
        *byte = facts.to_byte();
    }

    /// Word hash and byte of each, by hash: as the model file holds them.
    pub(crate) fn entries(&self) -> Vec<(u32, u8)> {
        let mut entries: Vec<(u32, u8)> =
            self.facts.iter().map(|(word, byte)| (*word, *byte)).collect();
        entries.sort_unstable();
        entries
    }

    pub(crate) fn from_entries(entries: impl Iterator<Item = (u32, u8)>) -> Self {
        Self { facts: entries.collect() }
    }
}
