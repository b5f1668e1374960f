//! What is known of single words beside the gazetteer: how common they are in small letters, and whether people bear them.

use std::collections::HashMap;

use crate::recognize::classes::word_classes;
use crate::recognize::table::Table;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct WordFacts {
    /// How often it stood in small letters in the texts learned from: 0 never, else 1 + log₄ of the count, at most 7.
    pub common: u8,
    /// Whether it is a first name: 0 no, 1 rare, 2 common.
    pub first_name: u8,
    /// Whether it is a surname: 0 no, 1 rare, 2 common.
    pub surname: u8,
    /// Whether it stood in the texts that the tagger learned from: all others are one word to it.
    pub is_met: bool,
}

impl WordFacts {
    fn to_byte(self) -> u8 {
        self.common & 7
            | (self.first_name & 3) << 3
            | (self.surname & 3) << 5
            | u8::from(self.is_met) << 7
    }
}

/// A word as the tagger looks it up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Its [`WordFacts`], packed: three bits, two, two, one.
    pub(super) facts: u8,
    /// Its class: see [`crate::recognize::classes`].
    pub(super) class: u8,
}

/// What is known of many words, by the hash of the folded word.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// In the lowest byte the facts of a word, in the next its class.
    words: Table,
}

impl Lexicon {
    /// Of the facts of words, by their hashes.
    pub fn of(facts: &HashMap<u32, WordFacts>) -> Self {
        Self::from_entries(facts.iter().map(|(word, facts)| (*word, facts.to_byte())))
    }

    /// What is known of the word with this hash.
    #[inline]
    pub(super) fn look(&self, word: u32) -> Known {
        let [facts, class] = self.words.get(word).to_le_bytes();
        Known { facts, class }
    }

    /// Word hash and byte of each, by hash: as the model file holds them.
    pub(crate) fn entries(&self) -> Vec<(u32, u8)> {
        let facts = self.words.entries().into_iter().map(|(word, known)| (word, known as u8));
        facts.filter(|(_, facts)| *facts != 0).collect()
    }

    pub(crate) fn from_entries(entries: impl Iterator<Item = (u32, u8)>) -> Self {
        let mut classes = word_classes().clone();
        let mut known = |word: u32, facts: u8| {
            let class = classes.remove(&word).unwrap_or_default();
            (word, u16::from_le_bytes([facts, class]))
        };
        let mut words: Vec<(u32, u16)> = entries.map(|(word, facts)| known(word, facts)).collect();
        words.extend(classes.iter().map(|(word, class)| (*word, u16::from(*class) << 8)));
        Self { words: Table::of(words.into_iter()) }
    }
}
